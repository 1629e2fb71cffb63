"""What a command says when it cannot do what was asked."""


class CommandProblem(Exception):
    """The text says why, and what to do."""
