"""What happens in reviews, in words."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..models import Every, ReviewLine

DECISIONS = {key: label for key, label in ReviewLine.Decision.choices if key}

told(
    "reviews",
    fields={
        "review": _("Review"),
        "people": _("People"),
        "contact": _("Contact"),
        "decision": _("Decision"),
        "own": _("About themselves"),
        "kept": _("Keep access"),
        "ended": _("Access ended"),
        "changed": _("Another role"),
        "fingerprint": _("Fingerprint"),
        "reason": _("Why"),
        "form": _("Form"),
        "company": _("Company"),
        "every": _("How often"),
        "name": _("Name"),
        "companies": _("Companies"),
    },
    values={
        "decision": DECISIONS.get,
        "every": dict(Every.choices).get,
        "own": lambda own: _("yes") if own else _("no"),
    },
)
