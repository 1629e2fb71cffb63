"""Invitations in the staff menu, beside each company, and among the settings."""

from django.utils.translation import gettext_lazy

from portico.core.access.menu import Beside, Entry, Part, Setting, beside_company, entry, setting

from ..permissions import INVITE, MANAGE, SEND_MANY

entry(
    Entry(
        door="staff",
        slug="invitations",
        url_name="staff:invitations:list",
        text=gettext_lazy("Invitations"),
        icon="mail-plus",
        permission=INVITE,
        position=32,
    )
)
beside_company(
    Beside(
        url_name="staff:invitations:many",
        text=gettext_lazy("Invite people…"),
        icon="mail-plus",
        permission=SEND_MANY,
        position=20,
    )
)
setting(
    Setting(
        slug="invitations",
        url_name="staff:invitations:settings",
        text=gettext_lazy("Invitations"),
        description=gettext_lazy("How long links are valid, reminders, and how fast mails leave."),
        icon="mail-plus",
        permission=MANAGE,
        position=40,
        part=Part.PORTAL,
    )
)
