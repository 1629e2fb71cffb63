"""Words for the log about help entries."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

told(
    "directory",
    fields={
        "entry": "",
        "question": _("Question"),
        "entries": _("Entries"),
    },
)
