"""What a command says, and returns, when it cannot do what was asked."""

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130


class CommandProblem(Exception):
    """The text says why, and what to do."""
