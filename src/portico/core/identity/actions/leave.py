"""End sessions: one's own, or all of somebody's."""

from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import SessionRevoked, SignedOut
from ..models import Ending, PortalSession, Session, StaffSession
from ..permissions import OWN
from ..queries import opaque


@action(OWN)
def end_session(actor: Actor, session: Session, *, how: Ending) -> None:
    """This session opens nothing any more; ending it twice is recorded once."""
    if _end(session, how):
        record(actor, SignedOut(how=how.value), on=session)


@action(OWN)
def revoke_session(actor: Actor, session: Session) -> None:
    """The person signs another of their own sessions out."""
    if _end(session, Ending.USER):
        whose = getattr(session, "contact_id", None) or getattr(session, "staff_id", None)
        record(actor, SessionRevoked(revoked=opaque(session.id), whose=whose), on=session)


def end_all_of_staff(actor: Actor, staff_id: UUID, *, how: Ending, keep: UUID | None = None) -> int:
    """Every running session of an employee, but `keep`; part of the actions that need it."""
    running = StaffSession.objects.running().filter(staff_id=staff_id).exclude(pk=keep)
    return _end_each(actor, list(running), how)


def end_all_of_contact(actor: Actor, contact_id: UUID, *, how: Ending) -> int:
    """Every running session of a contact; part of the actions that need it."""
    running = PortalSession.objects.running().filter(contact_id=contact_id)
    return _end_each(actor, list(running), how)


def _end_each(actor: Actor, sessions: list[Session], how: Ending) -> int:
    ended = [session for session in sessions if _end(session, how)]
    for session in ended:
        record(actor, SignedOut(how=how.value), on=session)
    return len(ended)


def _end(session: Session, how: Ending) -> bool:
    """One statement decides who ended it, when two try."""
    running = type(session).objects.filter(pk=session.pk, ended_at=None)  # type: ignore[attr-defined] # both children have it
    return bool(running.update(ended_at=timezone.now(), ending=how))
