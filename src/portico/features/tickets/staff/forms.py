"""What a technician types."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form, IdListField, ManyFilesField

from ..models import Category, Kind, Priority, Source, Status, Ticket
from ..rules.lengths import LONGEST_BODY, LONGEST_SUBJECT
from ..rules.lifecycle import asks_back


class NoteForm(Form):
    """Words among technicians."""

    body = forms.CharField(
        label=_("Internal note"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea,
        error_messages={"required": _("Write the note first.")},
    )
    files = IdListField(required=False)  # type: ignore[assignment] # also a name of Django's
    attachments = ManyFilesField(label=_("Add files"), required=False)
    once = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)


class ReplyForm(NoteForm):
    """An answer to the client, and the status that comes with it."""

    then = forms.ChoiceField(label=_("Status after sending"), required=False)

    def __init__(self, *args: Any, statuses: Iterable[Status] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        body, then = self.fields["body"], self.fields["then"]
        body.label = _("Answer")
        body.error_messages["required"] = _("Write the answer first.")
        if isinstance(then, forms.ChoiceField):
            then.choices = [
                ("", _("Leave the status")),
                *(
                    (str(one.pk), one.label_staff)
                    for one in statuses
                    if one.category in {Category.OPEN, Category.PAUSED, Category.RESOLVED}
                ),
            ]

    @classmethod
    def for_ticket(cls, ticket: Ticket, statuses: Sequence[Status]) -> Self:
        """Empty, with what most answers to such a ticket are followed by."""
        paused = (one for one in statuses if one.category == Category.PAUSED and one.is_default)
        usual = next(paused, None) if asks_back(ticket.category) else None
        return cls(statuses=statuses, initial={"then": str(usual.pk) if usual else ""})


class NewTicketForm(NoteForm):
    """A ticket that a technician writes down for a client."""

    requester = forms.UUIDField(label=_("Who asks?"))
    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=LONGEST_SUBJECT,
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices, initial=Kind.INCIDENT.value)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL.value
    )
    source = forms.ChoiceField(
        label=_("How did it reach us?"), choices=Source.choices, initial=Source.PHONE.value
    )

    field_order = ["requester", "subject", "body", "kind", "priority", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        self.fields["body"].label = _("What does the client say?")
        self.fields["body"].help_text = _("The client reads this.")
