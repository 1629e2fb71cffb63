"""What happens to the log, in its own words."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..queries import MONEY, SECURITY, SYSTEM

KINDS = {SECURITY: _("Security"), MONEY: _("Money"), SYSTEM: _("By the system")}

told(
    "log",
    fields={
        "filters": _("Filters"),
        "q": _("Person or action"),
        "kind": _("Kind"),
        "company": _("Company"),
        "since": _("From"),
        "until": _("Until"),
    },
    values={"kind": KINDS.get},
)
