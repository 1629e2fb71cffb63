"""Let colleagues follow a ticket."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.access.topics import rights_of
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact as ContactRow
from portico.kernel.live import announce

from ..events import FollowerAdded, FollowerRemoved
from ..models import Participant, Ticket
from ..permissions import ANSWER, FOLLOW
from .locking import changed, locked


class AnotherCompany(Refusal):
    """Only colleagues of the same company may follow."""


class AccessSwitchedOff(Refusal):
    """Whoever was shut out is told nothing more."""


@action(FOLLOW)
def follow_ticket(actor: Actor, ticket: Ticket, *, contact: ContactRow) -> None:
    """A contact lets a colleague (or the own person) follow; twice is no harm."""
    _add(actor, ticket, contact)


@action(ANSWER)
def add_follower(actor: Actor, ticket: Ticket, *, contact: ContactRow) -> None:
    """Staff lets a colleague of the client follow."""
    _add(actor, ticket, contact)


@action(FOLLOW)
def unfollow_ticket(actor: Actor, ticket: Ticket, *, contact: ContactRow) -> None:
    """Stop following; whoever asked or submitted stays."""
    _remove(actor, ticket, contact)


@action(ANSWER)
def remove_follower(actor: Actor, ticket: Ticket, *, contact: ContactRow) -> None:
    """Staff takes a colleague of the client off; whoever asked or submitted stays."""
    _remove(actor, ticket, contact)


def _remove(actor: Actor, ticket: Ticket, contact: ContactRow) -> None:
    gone, _rows = Participant.objects.filter(
        ticket=ticket, contact=contact, part=Participant.Part.FOLLOWER
    ).delete()
    if gone:
        record(actor, FollowerRemoved(ticket=ticket.id, contact=contact.id), on=ticket)
        changed(ticket)
        announce(rights_of(contact.id))  # streams that are open hear what they may hear from now on


def _add(actor: Actor, ticket: Ticket, contact: ContactRow) -> None:
    if contact.company_id != ticket.company_id:
        raise AnotherCompany(_("Only colleagues of the same company can follow."), field="contact")
    ticket = locked(ticket)
    if Participant.objects.filter(ticket=ticket, contact=contact).exists():
        return
    if contact.access == ContactRow.Access.DISABLED:
        words = _("The access of %(name)s is switched off, so nothing could be sent there.")
        raise AccessSwitchedOff(words % {"name": contact.name}, field="contact")
    Participant.joining(ticket, contact.pk, Participant.Part.FOLLOWER).save(force_insert=True)
    fact = FollowerAdded(ticket=ticket.id, contact=contact.id, name=contact.name)
    record(actor, fact, on=ticket)
    changed(ticket)
