"""Who may do what: the registry of permissions, actors and the doors' decorators."""

from portico.kernel.context import Context


class Access(Context):
    """Has no rows of its own."""

    name = "portico.core.access"
