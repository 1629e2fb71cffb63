"""The activity log in the staff menu and on the settings overview."""

from django.utils.translation import gettext_lazy

from portico.core.access.menu import Entry, Part, Setting, entry, setting
from portico.core.journal.permissions import KEEP

from ..permissions import VIEW

entry(
    Entry(
        door="staff",
        slug="log",
        url_name="staff:log:list",
        text=gettext_lazy("Activity log"),
        icon="history",
        permission=VIEW,
        group=gettext_lazy("Settings"),
        position=990,
    )
)
setting(
    Setting(
        slug="log",
        url_name="staff:log:list",
        text=gettext_lazy("Activity log"),
        description=gettext_lazy("Who did what, and when"),
        icon="history",
        permission=VIEW,
        position=90,
        part=Part.SYSTEM,
    )
)
setting(
    Setting(
        slug="keeping",
        url_name="staff:log:keeping",
        text=gettext_lazy("How long the log is kept"),
        description=gettext_lazy("Months for most lines, ten years and more for money"),
        icon="archive",
        permission=KEEP,
        position=92,
        part=Part.SYSTEM,
    )
)
