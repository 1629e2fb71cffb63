"""Decide who it is that a provider vouches for: a contact of the connection's own company, and
nobody else's. What is told apart by its id at the provider is never matched by e-mail again.
"""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.actions.contacts import add_contact
from portico.core.people.models import Contact
from portico.core.roles.actions.access import open_access
from portico.core.roles.queries import default_role_for

from ..events import SubjectLinked
from ..models import Connection, SsoAttempt, Subject
from ..permissions import SIGN_ON
from ..queries import verified_names
from ..rules.proven import Proven
from .answer import fail, is_of_another
from .colleagues import note_test, settle_colleague

OPEN = frozenset({Contact.Access.INVITED, Contact.Access.ACTIVE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What signing in does: an outcome, or a reason why it does nothing."""

    outcome: str = ""
    reason: str = ""
    contact: Contact | None = None


@action(SIGN_ON, writes=("people", "roles"))
def settle_attempt(actor: Actor, attempt_id: UUID) -> None:
    """Find, or where the company wants it make, the contact. A test only says what would be."""
    attempt = SsoAttempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.state != SsoAttempt.State.ASKED or attempt.used_at:
        return
    if is_of_another(attempt):
        fail(actor, attempt, "not_active")
        return
    connection = Connection.objects.select_related("company").get(pk=attempt.connection_id)
    proven = Proven.from_json(attempt.claims)
    if connection.company is None:
        settle_colleague(actor, connection, attempt, proven)
        return
    is_test = attempt.purpose == SsoAttempt.Purpose.TEST
    verdict = _verdict(connection, proven, is_test=is_test)
    attempt.aal = proven.level(connection.second_factor)
    if is_test:
        note_test(actor, connection, attempt)
    elif verdict.reason:
        fail(actor, attempt, verdict.reason)
        return
    else:
        verdict = _carried_out(actor, connection, proven, verdict)
    attempt.state, attempt.outcome, attempt.reason = (
        SsoAttempt.State.PROVED,
        verdict.outcome,
        verdict.reason,
    )
    attempt.contact_id = verdict.contact.pk if verdict.contact else None
    attempt.role_name = _role_name(actor, connection, proven, verdict)
    attempt.code = attempt.verifier = b""
    attempt.save()


def _verdict(connection: Connection, proven: Proven, *, is_test: bool) -> Verdict:
    company = connection.company
    if not (company and company.portal_enabled and company.status == company.Status.ACTIVE):
        return Verdict(reason="portal_off")
    if not is_test and not connection.is_active:
        return Verdict(reason="not_active")
    linked = Subject.objects.select_related("contact").filter(
        connection=connection, subject=proven.subject, contact__company_id=company.pk
    )
    if (known := linked.first()) is not None:
        return _of_contact(connection, known.contact, "known")
    return _by_address(connection, proven)


def _by_address(connection: Connection, proven: Proven) -> Verdict:
    """The first time. The address must be in a domain that the company has proved."""
    if doubt := _doubt_of_address(connection, proven):
        return Verdict(reason=doubt)
    found = list(Contact.objects.filter(company_id=connection.client, email=proven.email)[:2])
    if not found:
        may = connection.creates_contacts
        return Verdict(outcome="created") if may else Verdict(reason="unknown_person")
    contact = found[0]
    if len(found) > 1 or contact.is_shared_mailbox:
        return Verdict(reason="shared_mailbox")
    if Subject.objects.filter(connection=connection, contact=contact).exists():
        return Verdict(reason="other_account", contact=contact)
    return _of_contact(connection, contact, "matched")


def _doubt_of_address(connection: Connection, proven: Proven) -> str:
    if not proven.email:
        return "no_email"
    if not proven.vouched:
        return "not_vouched"
    return "" if proven.domain in verified_names(connection.client) else "foreign_domain"


def _of_contact(connection: Connection, contact: Contact, outcome: str) -> Verdict:
    if contact.access == Contact.Access.DISABLED or not contact.is_active:
        return Verdict(reason="closed", contact=contact)
    if contact.access in OPEN:
        return Verdict(outcome=outcome, contact=contact)
    if connection.creates_contacts:
        return Verdict(outcome="opened", contact=contact)
    return Verdict(reason="no_access", contact=contact)


def _carried_out(actor: Actor, connection: Connection, proven: Proven, verdict: Verdict) -> Verdict:
    contact = verdict.contact
    if contact is None:
        name = proven.name or proven.email.partition("@")[0]
        contact = add_contact(actor, connection.company, name=name, email=proven.email)
    if contact.access not in OPEN:
        chosen = default_role_for(
            actor, connection.company, email=contact.email, groups=proven.groups
        )
        contact = open_access(actor, contact, role=chosen.role, reach=chosen.reach, quiet=True)
    _link(actor, connection, proven, contact)
    return Verdict(outcome=verdict.outcome, contact=contact)


def _link(actor: Actor, connection: Connection, proven: Proven, contact: Contact) -> None:
    now = timezone.now()
    known = Subject.objects.filter(connection=connection, subject=proven.subject)
    if known.update(seen_at=now, email=proven.email):
        return
    Subject(
        connection=connection,
        company_id=connection.client,
        contact=contact,
        subject=proven.subject,
        email=proven.email,
        created_at=now,
        seen_at=now,
    ).save(force_insert=True)
    fact = SubjectLinked(connection=connection.pk, contact=contact.pk)
    record(actor, fact, on=contact, after={"email": proven.email})


def _role_name(actor: Actor, connection: Connection, proven: Proven, verdict: Verdict) -> str:
    """Which role somebody new gets; those who are known keep theirs."""
    if verdict.outcome not in {"created", "opened"} or not proven.email:
        return ""
    chosen = default_role_for(actor, connection.company, email=proven.email, groups=proven.groups)
    return str(chosen.role.name)[:80]
