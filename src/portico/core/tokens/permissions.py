"""What one needs to hold to let programs act in one's name."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

CREATE_TOKEN = permission(
    "tokens.create_token",
    _("Make API tokens for oneself"),
    audience=For.CONTACTS,
    presets=("client_admin", "it_contact"),
    step_up=True,
)
END = permission(
    "tokens.end", _("End own API tokens, or those of whoever leaves"), audience=For.EVERYBODY
)
KEEP_ANSWER = permission(
    "tokens.keep_answer", _("Keep what a program was answered"), audience=For.EVERYBODY
)
