"""What one needs to hold to set up single sign-on."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

MANAGE = permission(
    "federation.manage",
    _("Set up single sign-on for a company"),
    audience=For.BOTH,
    presets=("it_contact", "client_admin"),
    step_up=True,
)
SIGN_ON = permission(
    "federation.sign_on", _("Sign in with a company's identity provider"), audience=For.DOOR
)
MANAGE_STAFF = permission(
    "federation.manage_staff",
    _("Set up single sign-on for colleagues"),
    audience=For.STAFF,
    step_up=True,
)
