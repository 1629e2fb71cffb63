"""Who agrees to changes, and who says which changes need it."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

OWN = permission("profile.change_own", _("Change one's own profile"), audience=For.SELF)
DECIDE = permission(
    "profile.decide",
    _("Agree to changes of names and addresses that clients ask for"),
    audience=For.STAFF,
    presets=("technician", "dispatcher"),
)
SET_RULES = permission(
    "profile.set_rules", _("Say what clients change about themselves"), audience=For.STAFF
)
