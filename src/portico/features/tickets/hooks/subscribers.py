"""What follows when something happened to a ticket."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from portico.core.journal.events import subscribe
from portico.core.people.events import CompanyChanged, ContactChanged
from portico.core.roles.events import ContactLeft
from portico.core.settings.events import TenantCreated
from portico.engines.search.actions.later import index_later

from ..actions.later import find_later
from ..actions.words import install_words
from ..events import (
    ClientReplied,
    FollowerAdded,
    FollowerRemoved,
    NoteAdded,
    ReplyEdited,
    ReplyQueued,
    StatusChanged,
    TicketAnswered,
    TicketAssigned,
    TicketHandedOver,
    TicketMerged,
    TicketOpened,
)
from ..jobs import (
    DESK,
    hand_over,
    send_pending,
    tell_of_assignment,
    tell_of_opening,
    tell_of_reply,
    tell_of_solution,
)
from ..models import Category
from ..queries import SEARCH_KIND
from ..rules.lifecycle import UNDO_SECONDS


class AboutTicket(Protocol):
    """Any fact that names its ticket."""

    @property
    def ticket(self) -> UUID: ...


@subscribe(to=TenantCreated)
def give_it_words(fact: TenantCreated) -> None:
    install_words(DESK, language=fact.language)


@subscribe(to=ReplyQueued)
def send_it_soon(fact: ReplyQueued) -> None:
    send_pending.after(timedelta(seconds=UNDO_SECONDS), pending=str(fact.pending))


@subscribe(to=TicketOpened)
def tell_both_sides(fact: TicketOpened) -> None:
    tell_of_opening.later(ticket=str(fact.ticket), reply=str(fact.reply))


@subscribe(to=ClientReplied)
def tell_the_desk(fact: ClientReplied) -> None:
    tell_of_reply.later(ticket=str(fact.ticket), reply=str(fact.reply))


@subscribe(to=TicketAnswered)
def tell_the_client(fact: TicketAnswered) -> None:
    tell_of_reply.later(ticket=str(fact.ticket), reply=str(fact.reply), solves=fact.solves)


@subscribe(to=StatusChanged)
def ask_whether_it_is_fixed(fact: StatusChanged) -> None:
    """Where an answer says so, its own mail asks."""
    if fact.category == Category.RESOLVED and not fact.with_answer:
        tell_of_solution.later(ticket=str(fact.ticket))


@subscribe(to=TicketAssigned)
def tell_the_new_owner(fact: TicketAssigned) -> None:
    if fact.to is not None:
        by = str(fact.by) if fact.by else ""
        tell_of_assignment.later(ticket=str(fact.ticket), by=by)


@subscribe(to=ContactLeft)
def give_it_to_a_colleague(fact: ContactLeft) -> None:
    if fact.successor:
        hand_over.later(contact=str(fact.contact), successor=str(fact.successor))


@subscribe(to=TicketHandedOver)
@subscribe(to=TicketOpened)
@subscribe(to=ClientReplied)
@subscribe(to=ReplyEdited)
@subscribe(to=TicketAnswered)
@subscribe(to=NoteAdded)
@subscribe(to=FollowerAdded)
@subscribe(to=FollowerRemoved)
def find_it_again(fact: AboutTicket) -> None:
    index_later(SEARCH_KIND, fact.ticket)


@subscribe(to=TicketMerged)
def find_both_again(fact: TicketMerged) -> None:
    index_later(SEARCH_KIND, fact.ticket, fact.into)


@subscribe(to=CompanyChanged)
def find_those_of_the_company(fact: CompanyChanged) -> None:
    if {"name", "short_name"} & set(fact.fields):
        find_later(companies=[fact.company])


@subscribe(to=ContactChanged)
def find_those_of_the_person(fact: ContactChanged) -> None:
    if {"name", "email"} & set(fact.fields):
        find_later(contacts=[fact.contact])
