"""What happens to tickets. The fields named in `timeline` are read by the client."""

from typing import Protocol, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


class Status(Protocol):
    """What an event says of a status."""

    category: str
    label_client: str
    label_staff: str


@event("tickets.words_installed", words=_("Put the first statuses and queues in place"))
class WordsInstalled:
    """A new tenant got its first statuses, queues and targets."""

    statuses: int


@event("tickets.status_changed_words", words=_("Changed the words of a status"))
class StatusWordsChanged:
    """A status, a queue or a target was renamed, added or changed."""

    what: str


@event("tickets.opened", timeline=("source",), words=_("Opened a ticket"))
class TicketOpened:
    """Somebody asked for help."""

    ticket: UUID
    reply: UUID
    company: UUID
    source: str


@event("tickets.client_replied", words=_("Wrote in a ticket"))
class ClientReplied:
    """A contact wrote."""

    ticket: UUID
    reply: UUID


@event("tickets.reply_edited", words=_("Changed a reply"))
class ReplyEdited:
    """A contact corrected the own reply shortly after sending it."""

    ticket: UUID
    reply: UUID


@event("tickets.reply_queued", words=_("Wrote a reply"))
class ReplyQueued:
    """A technician sent an answer; it leaves in a few seconds, unless it is taken back."""

    ticket: UUID
    pending: UUID


@event("tickets.reply_undone", words=_("Took a reply back"))
class ReplyUndone:
    """A technician took an answer back before it left."""

    ticket: UUID
    pending: UUID


@event("tickets.answered", words=_("Answered a ticket"))
class TicketAnswered:
    """An answer reached the client; `solves`: the ticket counts as resolved with it."""

    ticket: UUID
    reply: UUID
    solves: bool = False


@event("tickets.noted", words=_("Wrote an internal note"))
class NoteAdded:
    """A technician wrote an internal note; nothing of it is for the client."""

    ticket: UUID
    note: UUID


@event(
    "tickets.status_changed",
    timeline=("old", "new", "category"),
    words=_("Changed the status of a ticket"),
)
class StatusChanged:
    """The ticket moved; `old` and `new` are the client's words, the others the desk's.

    `with_answer`: an answer moved it, and tells the client.
    """

    ticket: UUID
    old: str
    new: str
    old_inside: str
    new_inside: str
    category: str
    with_answer: bool = False

    @classmethod
    def between(
        cls, ticket: UUID, was: "Status", now: "Status", *, with_answer: bool = False
    ) -> Self:
        return cls(
            ticket=ticket,
            old=was.label_client,
            new=now.label_client,
            old_inside=was.label_staff,
            new_inside=now.label_staff,
            category=now.category,
            with_answer=with_answer,
        )


@event("tickets.reopened", timeline=(), words=_("Reopened a ticket"))
class TicketReopened:
    """It was not fixed after all."""

    ticket: UUID


@event("tickets.confirmed", timeline=(), words=_("Confirmed a solution"))
class SolutionConfirmed:
    """The client says that it is fixed."""

    ticket: UUID


@event("tickets.closed_by_time", timeline=(), words=_("Closed a ticket after the waiting time"))
class ClosedByTime:
    """Nobody objected to the solution for some days."""

    ticket: UUID


@event("tickets.assigned", timeline=("to_name",), words=_("Gave a ticket to somebody"))
class TicketAssigned:
    """Somebody took over; `to_name` is empty when nobody has it any more."""

    ticket: UUID
    by: UUID | None
    to: UUID | None
    to_name: str


@event(
    "tickets.handed_over",
    timeline=("from_name", "to_name"),
    words=_("Handed a ticket over to a colleague"),
)
class TicketHandedOver:
    """Who asked has left; a colleague is the requester now."""

    ticket: UUID
    to: UUID
    from_name: str
    to_name: str


@event("tickets.moved", words=_("Moved a ticket to another queue"))
class TicketMoved:
    """Another queue or team has it; clients need not know our queues."""

    ticket: UUID
    queue: str
    team: str


@event(
    "tickets.priority_changed", timeline=("old", "new"), words=_("Changed the priority of a ticket")
)
class PriorityChanged:
    """It became more or less urgent (1 critical … 4 low)."""

    ticket: UUID
    old: int
    new: int


@event("tickets.merged", timeline=("into_number",), words=_("Merged a ticket into another one"))
class TicketMerged:
    """It goes on in another ticket of the same company."""

    ticket: UUID
    into: UUID
    into_number: int


@event("tickets.took_in", timeline=(), words=_("Took another ticket in"))
class TicketTookIn:
    """Another ticket of the same company goes on here, with its messages and people."""

    ticket: UUID
    source: UUID
    source_number: int


@event("tickets.followed", timeline=("name",), words=_("Started to follow a ticket"))
class FollowerAdded:
    """A colleague of the client follows the ticket."""

    ticket: UUID
    contact: UUID
    name: str


@event("tickets.unfollowed", words=_("Stopped following a ticket"))
class FollowerRemoved:
    """A colleague no longer follows the ticket."""

    ticket: UUID
    contact: UUID


@event("tickets.imported", words=_("Imported tickets"))
class TicketsImported:
    """Some tickets of another system were taken over, from `first` to `last` by its numbers."""

    added: int
    changed: int
    first: str
    last: str


@event("tickets.messages_imported", words=_("Imported messages of tickets"))
class MessagesImported:
    """What was said about tickets in another system was taken over."""

    replies: int
    notes: int
