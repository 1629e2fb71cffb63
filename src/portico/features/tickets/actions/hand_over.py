"""What somebody who has left had asked for goes to a colleague."""

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact

from ..events import TicketHandedOver
from ..models import Participant, Ticket
from ..permissions import ANSWER
from .locking import changed, locked


@action(ANSWER)
def hand_over_ticket(actor: Actor, ticket: Ticket, *, to: Contact) -> Ticket:
    """The colleague is the requester from now on; who asked first stays in the story."""
    ticket = locked(ticket)
    before = ticket.contact
    if before is None or to.company_id != ticket.company_id or before.pk == to.pk:
        return ticket
    Participant.objects.filter(ticket=ticket, contact__in=[before, to]).delete()
    Participant.objects.create(
        ticket=ticket,
        company_id=ticket.company_id,
        contact=to,
        part=Participant.Part.REQUESTER,
        is_active=ticket.is_active,
    )
    ticket.contact, ticket.site_id = to, to.site_id or ticket.site_id
    ticket.save(update_fields=["contact", "site"])
    fact = TicketHandedOver(ticket=ticket.pk, to=to.pk, from_name=before.name, to_name=to.name)
    record(actor, fact, on=ticket)
    changed(ticket)
    return ticket
