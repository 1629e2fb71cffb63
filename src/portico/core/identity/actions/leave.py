"""End sessions: one's own, or all of somebody's."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor, Contact, Staff, System
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact as ContactRow
from portico.kernel.tenancy import current_tenant, door_scope, portal_scope, scope

from ..events import SessionRevoked, SignedOut
from ..models import Ending, PortalSession, Session, StaffSession
from ..permissions import END_FOR, OWN
from ..queries import OwnSession, opaque


@action(OWN)
def end_session(actor: Actor, session: Session, *, how: Ending) -> None:
    """This session opens nothing any more; ending it twice is recorded once."""
    _require_own(actor, session)
    if _end(session, how):
        record(actor, SignedOut(how=how.value), on=session)


@action(OWN)
def revoke_session(actor: Actor, session: Session) -> None:
    """Somebody signs another of their own browsers out."""
    _require_own(actor, session)
    if _end(session, Ending.USER):
        record(actor, SessionRevoked(revoked=opaque(session.id)), on=session)


@action(OWN)
def revoke_own_session(actor: Actor, session: OwnSession) -> None:
    """The same for a contact, whose other session may stand for another of their companies."""
    there = portal_scope(current_tenant(), company=session.company, contact=session.contact)
    with scope(there):
        revoke_session(actor, PortalSession.objects.get(pk=session.id))


def end_all_of_staff(actor: Actor, staff_id: UUID, *, how: Ending, keep: UUID | None = None) -> int:
    """Every running session of an employee, but `keep`; part of the actions that need it."""
    running = StaffSession.objects.filter(staff_id=staff_id, ended_at=None)
    return _end_each(actor, [one for one in running if one.pk != keep], how)


@action(OWN)
def end_all_of_contact(actor: Actor, *, contact_id: UUID) -> int:
    """Access was closed: every running session of the contact is over. Only the product asks.

    Whoever has closed it may be a colleague in the portal, who sees no sessions but the own ones.
    """
    if not isinstance(actor, System):
        raise NotVisible("contact")
    with scope(door_scope(current_tenant())):
        running = PortalSession.objects.filter(contact_id=contact_id, ended_at=None)
        return _end_each(actor, list(running), Ending.ADMIN)


@action(END_FOR)
def end_sessions_of(actor: Actor, contact: ContactRow, *, how: Ending = Ending.ADMIN) -> int:
    """Every running session of this contact is over, whoever may ask for it; how many there were.

    Not guarded by itself: part of actions that have asked whether the actor may.
    """
    with scope(door_scope(current_tenant())):
        running = PortalSession.objects.filter(contact_id=contact.pk, ended_at=None)
        return _end_each(actor, list(running), how)


@action(END_FOR)
def end_sessions_of_person(
    actor: Actor, person_id: UUID, *, how: Ending = Ending.ADMIN, keep: UUID | None = None
) -> int:
    """The same for a person at all companies, but the session `keep`."""
    with scope(door_scope(current_tenant())):
        running = PortalSession.objects.filter(person_id=person_id, ended_at=None)
        return _end_each(actor, [one for one in running if one.pk != keep], how)


def _require_own(actor: Actor, session: Session) -> None:
    match actor, session:
        case Staff(id=me), StaffSession(staff_id=whose) if me == whose:
            return
        case Contact(id=me), PortalSession(contact_id=whose) if me == whose:
            return
        case Contact(person_id=me), PortalSession(person_id=whose) if me and me == whose:
            return
    raise NotVisible("session")


def _end_each(actor: Actor, sessions: Sequence[Session], how: Ending) -> int:
    ended = [session for session in sessions if _end(session, how)]
    for session in ended:
        record(actor, SignedOut(how=how.value), on=session)
    return len(ended)


def _end(session: Session, how: Ending) -> bool:
    """One statement decides who ended it, when two try."""
    running = type(session).objects.filter(pk=session.pk, ended_at=None)  # type: ignore[attr-defined] # both children have it
    return bool(running.update(ended_at=timezone.now(), ending=how))
