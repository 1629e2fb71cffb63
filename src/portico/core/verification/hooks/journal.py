"""Checks in the log."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..models import Check

HOW = {
    "wrong": _("wrong, used or too late"),
    "locked": _("paused after too many wrong ones"),
    "declined": _("the contact said that it is not them"),
}

told(
    "verification",
    fields={
        "contact": _("Contact"),
        "staff": _("Colleague"),
        "method": _("Checked with"),
        "how": _("Why not"),
        "minutes": _("Minutes"),
        "fields": _("What changed"),
        "script": _("What to say when a check fails"),
        "kinds": _("Which requests need a check"),
    },
    values={"method": dict(Check.Method.choices).get, "how": HOW.get},
)
