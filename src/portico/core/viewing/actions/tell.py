"""Tell the client's administrators that somebody looks at their portal, where a rule says so."""

from portico.core.access.actors import Actor
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact
from portico.core.tenants.queries import this_tenant

from .. import queries
from ..models import ViewingGrant


def tell_client(actor: Actor, row: ViewingGrant) -> None:
    """A mail to each of them; part of beginning."""
    if not queries.tells_client(row.company_id):
        return
    for reader in queries.readers_of(row.company_id):
        _mail(actor, row, reader)


def _mail(actor: Actor, row: ViewingGrant, reader: Contact) -> None:
    queue_mail(
        actor,
        to=reader.email,
        name=reader.name,
        template="viewing/mail/started",
        context={
            "name": reader.first_name,
            "staff": row.staff_name,
            "msp": this_tenant().name,
            "contact": row.contact_name,
            "reason": row.reason,
            "minutes": row.minutes,
        },
        language=reader.language,
        zone=reader.zone,
        about=reader,
    )
