"""What one needs to hold to count companies, and to write help for clients."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

MANAGE_HELP = permission(
    "directory.manage_help",
    _("Write help for clients"),
    audience=For.STAFF,
    presets=("dispatcher",),
)
COUNT = permission("directory.count", _("Count who is in"), audience=For.EVERYBODY)
