"""What one needs to hold to say who may do what."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

MANAGE = permission(
    "roles.manage", _("Change roles and give them to people"), audience=For.STAFF, step_up=True
)
VIEW = permission("roles.view", _("See roles"), audience=For.STAFF, presets=("dispatcher",))
GIVE_ACCESS = permission(
    "roles.give_access",
    _("Give people portal access and portal roles"),
    audience=For.BOTH,
    scoped=True,
    presets=("technician", "dispatcher", "client_admin"),
)
