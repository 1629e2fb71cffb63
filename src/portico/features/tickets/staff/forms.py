"""What a technician types."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form, IdListField, ManyFilesField

from ..models import Category, Kind, Priority, Queue, Source, Status, Target, Ticket
from ..rules.lengths import LONGEST_BODY, LONGEST_SUBJECT
from ..rules.lifecycle import SET_BY_ANSWERS, asks_back

MOST_MINUTES = 60 * 24 * 60


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
                    if one.category in SET_BY_ANSWERS
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
        self.fields["body"].error_messages["required"] = _("Write down what the client says.")


class StatusForm(Form):
    """Two labels and what happens next."""

    category = forms.ChoiceField(label=_("Phase"), choices=Category.choices)
    label_staff = forms.CharField(label=_("At the desk"), max_length=60)
    label_client = forms.CharField(label=_("In the portal"), max_length=60)
    hint = forms.CharField(
        label=_("What happens next"),
        max_length=200,
        required=False,
        help_text=_("The client reads this on the ticket, in a few plain words."),
    )


UNNAMED = _("Give the queue a name of at most 80 letters.")


class QueueForm(Form):
    """The name of a queue; `queue` is none where one is added."""

    queue: Queue | None = None
    name = forms.CharField(
        label=_("Name of the queue"),
        max_length=80,
        error_messages={"required": UNNAMED, "max_length": UNNAMED},
    )

    @classmethod
    def of(cls, queue: Queue | None, sent: QueryDict | None = None) -> Self:
        """There is one for each queue on the page, so each has ids of its own."""
        initial = {"name": queue.name} if queue else None
        form = cls(sent, initial=initial, auto_id=f"q-{queue.pk if queue else 'new'}-%s")
        form.queue = queue
        return form


class TargetsForm(Form):
    """Minutes until the first answer and the solution, for each priority."""

    def __init__(self, *args: Any, targets: Iterable[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        for one in targets:
            respond, resolve = self._names(one)
            priority = one.get_priority_display()
            self.fields[respond] = _minutes(_("First answer (minutes)"), priority)
            self.fields[resolve] = _minutes(_("Solution (minutes)"), priority)
            self.initial.update({respond: one.respond_minutes, resolve: one.resolve_minutes})

    def of(self, target: Target) -> tuple[forms.BoundField, forms.BoundField]:
        respond, resolve = self._names(target)
        return self[respond], self[resolve]

    def minutes(self, target: Target) -> tuple[int, int]:
        respond, resolve = self._names(target)
        return self.cleaned_data[respond], self.cleaned_data[resolve]

    @staticmethod
    def _names(target: Target) -> tuple[str, str]:
        return f"{target.priority}-respond", f"{target.priority}-resolve"


def _minutes(what: str | Promise, priority: str | Promise) -> forms.IntegerField:
    words = _("Write whole minutes, at least 1, for each promise.")
    return forms.IntegerField(
        label=f"{what}, {priority}",
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages={"required": words, "invalid": words, "min_value": words},
    )
