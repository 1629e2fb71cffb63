"""The journal's own facts in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.ui.dates import written

from ..models import FOR_EVER
from ..ports import told

ENDLESS = {FOR_EVER: _("for ever")}


def _day(moment: str) -> str:
    return written(timezone.localtime(datetime.fromisoformat(moment)))


told(
    "journal",
    fields={
        "months": _("Most lines are kept for so many months"),
        "years": _("Lines about money are kept for so many years"),
        "entries": _("Lines"),
        "until": _("Older than"),
    },
    values={"months": ENDLESS.get, "years": ENDLESS.get, "until": _day},
)
