"""Who may check who calls."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

CHECK = permission(
    "verification.check",
    _("Check who is calling"),
    audience=For.STAFF,
    presets=("technician", "dispatcher"),
)
MANAGE = permission(
    "verification.manage",
    _("Say which requests need a check, and what to say when it fails"),
    audience=For.STAFF,
)
OWN = permission(
    "verification.own", _("See the own support PIN, and check who calls"), audience=For.SELF
)
