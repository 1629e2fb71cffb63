"""Who decides about access at the own company, and who looks after reviews at the desk."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

DECIDE = permission(
    "reviews.decide",
    _("Review who at the own company has access"),
    audience=For.CONTACTS,
    presets=("client_admin",),
)
MANAGE = permission(
    "reviews.manage",
    _("Start access reviews and see their evidence"),
    audience=For.STAFF,
    presets=("dispatcher",),
)
SET_POLICY = permission(
    "reviews.set_policy", _("Say how often access is reviewed"), audience=For.STAFF
)
SEE_ADOPTION = permission(
    "reviews.see_adoption",
    _("See how much clients use the portal"),
    audience=For.STAFF,
    presets=("dispatcher",),
)
TAKE_EVIDENCE = permission(
    "reviews.take_evidence",
    _("Take a copy of an access review"),
    audience=For.BOTH,
    presets=("dispatcher", "client_admin"),
)
