"""What one needs to hold to send mail and to look after it."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

QUEUE = permission("mail.queue", _("Send e-mail as part of something else"), audience=For.EVERYBODY)
MANAGE = permission(
    "mail.manage",
    _("Set up the mail server and see e-mail that got stuck"),
    audience=For.STAFF,
    step_up=True,
)
