"""Decide which colleague it is that our own provider vouches for, and let them half in.

Stricter than for clients: the provider takes the place of the password and of nothing else, so the
colleague's own second factor follows, whatever the provider says; and nobody is added by it.
"""

from dataclasses import dataclass

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.identity.actions.enter import HALF, Opened, begin_staff
from portico.core.identity.models import Method
from portico.core.identity.queries import ways_of
from portico.core.identity.who import as_staff
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser

from ..events import ConnectionTested, StaffSubjectLinked
from ..models import Connection, SsoAttempt, StaffSubject
from ..permissions import SIGN_ON
from ..queries import active_staff_connection
from ..rules.proven import Proven
from .answer import fail
from .waiting import Over, taken


@dataclass(frozen=True, slots=True)
class Verdict:
    """What signing in does: an outcome, or a reason why it does nothing."""

    outcome: str = ""
    reason: str = ""
    staff: StaffUser | None = None


def settle_colleague(
    actor: Actor, connection: Connection, attempt: SsoAttempt, proven: Proven
) -> None:
    """Part of settling an attempt. A test only says what would be."""
    is_test = attempt.purpose == SsoAttempt.Purpose.TEST
    verdict = _verdict(connection, proven, is_test=is_test)
    if is_test:
        note_test(actor, connection, attempt)
    elif verdict.staff is None or verdict.reason:
        fail(actor, attempt, verdict.reason)
        return
    else:
        _link(actor, connection, proven, verdict.staff)
    attempt.state = SsoAttempt.State.PROVED
    attempt.outcome, attempt.reason = verdict.outcome, verdict.reason
    attempt.staff_id = verdict.staff.pk if verdict.staff else None
    attempt.code = attempt.verifier = b""
    attempt.save()


def note_test(actor: Actor, connection: Connection, attempt: SsoAttempt) -> None:
    """The way there and back works, as it was when the test began."""
    if attempt.created_at < connection.changed_at:
        return
    connection.tested_at = timezone.now()
    if connection.state == Connection.State.DRAFT:
        connection.state = Connection.State.TESTED
    connection.save(update_fields=["tested_at", "state"])
    record(actor, ConnectionTested(connection=connection.pk), on=connection)


@action(SIGN_ON, writes=("people", "identity"))
def enter_half(actor: Actor, attempt: SsoAttempt, *, device: str) -> Opened:
    """Whoever may ask has the browser's secret; the second factor is still to come."""
    if not taken(attempt):
        raise Over
    active = StaffUser.objects.filter(status=StaffUser.Status.ACTIVE)
    staff = active.filter(pk__in=[attempt.staff_id]).first()
    if staff is None or active_staff_connection(attempt.connection_id) is None:
        raise Over
    is_saml = attempt.connection.kind == Connection.Kind.SAML
    method = Method.SAML if is_saml else Method.OIDC
    return begin_staff(actor, staff, method=method, device=device, aal=HALF)


def _verdict(connection: Connection, proven: Proven, *, is_test: bool) -> Verdict:
    if not is_test and not connection.is_active:
        return Verdict(reason="not_active")
    linked = StaffSubject.objects.select_related("staff").filter(
        connection=connection, subject=proven.subject
    )
    if (known := linked.first()) is not None:
        return _of(known.staff, "known")
    if not (proven.email and proven.vouched):
        return Verdict(reason="not_vouched" if proven.email else "no_email")
    return _by_address(connection, proven)


def _by_address(connection: Connection, proven: Proven) -> Verdict:
    """The first time."""
    staff = StaffUser.objects.filter(email=proven.email).first()
    if staff is None:
        return Verdict(reason="unknown_person")
    if StaffSubject.objects.filter(connection=connection, staff=staff).exists():
        return Verdict(reason="other_account", staff=staff)
    return _of(staff, "matched")


def _of(staff: StaffUser, outcome: str) -> Verdict:
    """The provider alone sets up no second factor, so there has to be one, also when it is known.

    Accounts are connected before the second factor is asked for: whoever runs the provider could
    else wait for the day on which somebody loses the phone.
    """
    if staff.status != StaffUser.Status.ACTIVE:
        return Verdict(reason="closed", staff=staff)
    ways = ways_of(as_staff(staff))
    if not (ways.app_at or ways.passkeys):
        return Verdict(reason="no_factor", staff=staff)
    return Verdict(outcome=outcome, staff=staff)


def _link(actor: Actor, connection: Connection, proven: Proven, staff: StaffUser) -> None:
    now = timezone.now()
    known = StaffSubject.objects.filter(connection=connection, subject=proven.subject)
    if known.update(seen_at=now, email=proven.email):
        return
    StaffSubject(
        connection=connection,
        staff=staff,
        subject=proven.subject,
        email=proven.email,
        created_at=now,
        seen_at=now,
    ).save(force_insert=True)
    fact = StaffSubjectLinked(connection=connection.pk, staff=staff.pk)
    record(actor, fact, on=staff, after={"email": proven.email})
