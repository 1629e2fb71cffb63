"""What happens to the log, in its own words."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..models import Alert
from ..queries import MONEY, READS, SECURITY, SYSTEM, VIEWED
from ..staff.exports import FORMS

KINDS = {
    SECURITY: _("Security"),
    MONEY: _("Money"),
    SYSTEM: _("By the system"),
    VIEWED: _("Viewed as a client"),
    READS: _("Read access"),
    **dict(Alert.Kind.choices),
}

told(
    "log",
    fields={
        "filters": _("Filters"),
        "q": _("Person or action"),
        "kind": _("Kind"),
        "company": _("Company"),
        "since": _("From"),
        "until": _("Until"),
        "person": _("Person"),
        "area": _("Part"),
        "refused": _("Only what was refused"),
        "form": _("File"),
        "lines": _("Lines"),
        "findings": _("Lines that do not fit"),
        "seal": _("Last seal"),
        "alert": "",
        "note": _("What came of it"),
        "wanted": _("Weekly mail"),
    },
    values={
        "kind": KINDS.get,
        "form": FORMS.get,
        "wanted": lambda yes: _("yes") if yes else _("no"),
    },
)
