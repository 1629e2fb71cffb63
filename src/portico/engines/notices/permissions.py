"""What one needs to hold to choose what one hears about, and to tell others."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

CHOOSE = permission("notices.choose_own", _("Choose which e-mails one gets"), audience=For.SELF)
STOP = permission(
    "notices.stop", _("Stop e-mails of one kind with the link in them"), audience=For.DOOR
)
TELL = permission(
    "notices.tell", _("Tell people by e-mail as part of something else"), audience=For.EVERYBODY
)
