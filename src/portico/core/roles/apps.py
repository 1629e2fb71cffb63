"""Who holds which permissions: roles and grants as rows."""

from portico.kernel.context import Context


class Roles(Context):
    """Role, RolePermission, Grant, StaffGrant."""

    name = "portico.core.roles"
