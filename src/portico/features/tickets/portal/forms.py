"""What a contact types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form, IdListField, ManyFilesField

from ..models import Kind, Priority
from ..rules.lengths import LONGEST_BODY, LONGEST_SUBJECT

TEXTAREA = forms.Textarea
URGENCY = [
    (str(Priority.NORMAL.value), _("It bothers me, but I can go on working")),
    (str(Priority.HIGH.value), _("I cannot work, or a deadline is close")),
    (str(Priority.CRITICAL.value), _("Several of us cannot work")),
    (str(Priority.LOW.value), _("There is no hurry")),
]
ASKED_FOR = [
    (Kind.INCIDENT.value, Kind.INCIDENT.label),
    (Kind.SERVICE_REQUEST.value, Kind.SERVICE_REQUEST.label),
    (Kind.QUESTION.value, Kind.QUESTION.label),
]


class MessageForm(Form):
    """Words and files; both ways of sending files are understood."""

    body = forms.CharField(
        label=_("Your reply"),
        max_length=LONGEST_BODY,
        widget=TEXTAREA,
        error_messages={"required": _("Write what you want to tell us.")},
    )
    files = IdListField(required=False)  # type: ignore[assignment] # also a name of Django's
    attachments = ManyFilesField(label=_("Add files"), required=False)
    once = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)


class RequestForm(MessageForm):
    """A new request."""

    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=LONGEST_SUBJECT,
        help_text=_("A few words, such as “Printer on the 2nd floor does not print”."),
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    kind = forms.ChoiceField(
        label=_("What do you need?"),
        choices=ASKED_FOR,
        initial=Kind.INCIDENT.value,
        widget=forms.RadioSelect,
    )
    priority = forms.ChoiceField(
        label=_("How urgent is it?"), choices=URGENCY, initial=str(Priority.NORMAL.value)
    )
    requester = forms.ChoiceField(label=_("Who is it for?"), required=False)
    site = forms.ChoiceField(label=_("Where?"), required=False)

    field_order = ["kind", "subject", "body", "priority", "requester", "site"]

    def __init__(
        self,
        *args: Any,  # Any: passed through to Django
        people: list[tuple[str, str]],
        sites: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Tell us more")
        self.fields["body"].help_text = _("What happens, since when, and what you have tried.")
        self._choose("requester", people)
        self._choose("site", sites)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A question with one possible answer is not asked."""
        if len(choices) < 2:
            del self.fields[name]
        else:
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
