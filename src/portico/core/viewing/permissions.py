"""Who may see the portal as a client does, and who may forbid it."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW_AS = permission(
    "viewing.view_as",
    _("See the portal as one of its people does"),
    audience=For.STAFF,
    presets=("technician", "dispatcher"),
)
MANAGE = permission(
    "viewing.manage", _("Forbid and end viewing the portal as somebody else"), audience=For.STAFF
)
STOP = permission("viewing.stop", _("Stop the own viewing"), audience=For.SELF)
