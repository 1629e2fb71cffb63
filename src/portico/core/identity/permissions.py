"""What one needs to hold to come in, to look after one's own access, and to look after others'."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

SIGN_IN = permission("identity.sign_in", _("Sign in"), audience=For.DOOR)
OWN = permission(
    "identity.manage_own", _("Look after one's own account and sessions"), audience=For.SELF
)
KEEP_COUNT = permission(
    "identity.keep_count", _("Count tries against a limit"), audience=For.EVERYBODY
)
REVEAL_CODE = permission(
    "identity.reveal_code",
    _("Tell a client's sign-in code after checking who is calling"),
    audience=For.STAFF,
    presets=("dispatcher",),
    step_up=True,
)
CREATE_TOKEN = permission(
    "identity.create_token",
    _("Make API tokens for oneself"),
    audience=For.STAFF,
    step_up=True,
)
POLICY = permission(
    "identity.set_policy",
    _("Set the rules for signing in"),
    audience=For.STAFF,
    step_up=True,
)
SEE_POLICY = permission(
    "identity.view_policy",
    _("See the rules for signing in"),
    audience=For.STAFF,
    presets=("dispatcher", "technician"),
)
END_FOR = permission(
    "identity.end_for",
    _("End somebody's sessions as part of something one may do"),
    audience=For.EVERYBODY,
)
