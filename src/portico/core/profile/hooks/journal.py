"""What happens to profiles, in words."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told, told_of

from ..models import Field, Rule

WORDS = {**dict(Field.choices), **dict(Rule.choices)}

told_of("people.contact", "profile.change_approved")
told(
    "profile",
    fields={
        "contact": _("Contact"),
        "field": _("Field"),
        "fields": _("What changed"),
        "reason": _("Why"),
        "there": _("Picture"),
        "card": "",
        **dict(Field.choices),
    },
    values={
        "field": WORDS.get,
        "fields": WORDS.get,
        "there": lambda there: _("there") if there else _("none"),
    },
)
