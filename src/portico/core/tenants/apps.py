"""MSPs: who lives in this installation."""

from portico.kernel.context import Context


class Tenants(Context):
    """Tenants, their hosts, brand files and human numbers."""

    name = "portico.core.tenants"
