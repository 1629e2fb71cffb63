"""What readers choose, in words for the log."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..ports import NOTICES
from ..queries.links import DIGEST


def _notice(code: str) -> str | Promise | None:
    if code == DIGEST:
        return _("In a daily summary")
    return NOTICES[code].label if code in NOTICES else None


told(
    "notices",
    fields={
        "reader": _("Person"),
        "notices": _("E-mails"),
        "held": _("Kept back for it"),
        "lines": _("Lines"),
    },
    values={"notices": _notice},
)
