"""The activity page in the client's menu."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import Entry, entry

from ..permissions import VIEW_COMPANY

entry(
    Entry(
        door="portal",
        slug="activity",
        url_name="portal:activity:list",
        text=_("Activity"),
        icon="history",
        permission=VIEW_COMPANY,
        group=_("Account"),
        position=90,
    )
)
