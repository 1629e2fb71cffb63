"""Who holds which permissions: roles and grants as rows."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Roles(Context):
    """Role, RolePermission, Grant, StaffGrant."""

    name = "portico.core.roles"
    verbose_name = _("Roles and access")
