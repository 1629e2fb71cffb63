"""Accounts at providers that are nobody's here any more."""

from uuid import UUID

from portico.core.access.actors import Actor, System
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record

from ..events import SubjectForgotten
from ..models import Connection, StaffSubject, Subject
from ..permissions import SIGN_ON


@action(SIGN_ON)
def forget_accounts_of(actor: Actor, *, contact_id: UUID) -> None:
    """The contact has another address, which nobody has proved: the account may be another's.

    Only the product asks. Whoever has the new address comes in by it as for the first time.
    """
    if not isinstance(actor, System):
        raise NotVisible("contact")
    for one in Subject.objects.filter(contact_id=contact_id):
        fact = SubjectForgotten(connection=one.connection_id, contact=contact_id)
        record(actor, fact, on=one)
        one.delete()


def part_accounts(connection: Connection) -> list[str]:
    """Another provider says other ids, and could say the same ones of other people: everybody
    comes in by their address again, as for the first time. What has changed, for the log.
    """
    kind = Subject if connection.company_id else StaffSubject
    gone, _kinds = kind.objects.filter(connection=connection).delete()
    return ["accounts"] if gone else []
