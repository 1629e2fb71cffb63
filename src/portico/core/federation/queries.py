"""Reading connections, domains and sign-ins under way, from what the actor may see."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, can
from portico.core.people.models import Company
from portico.kernel.crypto.tokens import matches
from portico.kernel.postgres.kept import Typed, kept

from .models import Connection, SsoAttempt, StaffSubject, Subject, VerifiedDomain
from .permissions import MANAGE, MANAGE_STAFF

MOST_SHOWN = 10
MOST_READ = 200  # attempts that are looked at to say how often
ENDS_SOON = timedelta(days=30)


def connections(actor: Actor) -> QuerySet[Connection]:
    """Whoever manages them sees them: staff all of the tenant, contacts their company's."""
    if not can(actor, MANAGE):
        return Connection.objects.none()
    there = Connection.objects.exclude(state=Connection.State.REMOVED)
    if isinstance(actor, Contact):
        return there.filter(company_id=actor.company_id)
    return there.exclude(company=None)


def staff_connections(actor: Actor) -> QuerySet[Connection]:
    """The provider of the tenant's own staff, for those who may set it up: it says who they are."""
    if not can(actor, MANAGE_STAFF):
        return Connection.objects.none()
    return Connection.objects.filter(company=None).exclude(state=Connection.State.REMOVED)


def of(actor: Actor, company_id: UUID | None) -> QuerySet[Connection]:
    """The connections of a company or, without one, of the tenant's own staff."""
    if company_id is None:
        return staff_connections(actor)
    return connections(actor).filter(company_id=company_id)


def staff_connection(actor: Actor, connection_id: UUID) -> Connection:
    if (found := staff_connections(actor).filter(pk=connection_id).first()) is None:
        raise NotVisible("connection")
    return found


def connection(actor: Actor, connection_id: UUID) -> Connection:
    if (found := connections(actor).filter(pk=connection_id).first()) is None:
        raise NotVisible("connection")
    return found


def connection_of(actor: Actor, company_id: UUID | None) -> Connection | None:
    """The one that counts: what is in use first, then what was begun last."""
    found = list(of(actor, company_id).order_by("-id")[:MOST_SHOWN])
    return next((one for one in found if one.is_active), found[0] if found else None)


def domains(actor: Actor) -> QuerySet[VerifiedDomain]:
    if not can(actor, MANAGE):
        return VerifiedDomain.objects.none()
    if isinstance(actor, Contact):
        return VerifiedDomain.objects.filter(company_id=actor.company_id)
    return VerifiedDomain.objects.all()


def domains_of(actor: Actor, company_id: UUID) -> list[VerifiedDomain]:
    return list(domains(actor).filter(company_id=company_id).order_by("domain", "id"))


def domain(actor: Actor, domain_id: UUID) -> VerifiedDomain:
    if (found := domains(actor).filter(pk=domain_id).first()) is None:
        raise NotVisible("domain")
    return found


def verified_names(company_id: UUID) -> set[str]:
    """The domains that are proved to be this company's."""
    mine = VerifiedDomain.objects.filter(company_id=company_id, state=VerifiedDomain.State.VERIFIED)
    return set(mine.values_list("domain", flat=True))


def attempt(actor: Actor, attempt_id: UUID) -> SsoAttempt:
    """A test, for whoever may see the connection; sign-ins are nobody's to look at."""
    return _test(connections(actor), attempt_id)


def staff_attempt(actor: Actor, attempt_id: UUID) -> SsoAttempt:
    return _test(staff_connections(actor), attempt_id)


def _test(seen: QuerySet[Connection], attempt_id: UUID) -> SsoAttempt:
    tests = SsoAttempt.objects.filter(
        purpose=SsoAttempt.Purpose.TEST, connection_id__in=seen.values("pk")
    )
    found = tests.select_related("connection").filter(pk=attempt_id).first()
    if found is None:
        raise NotVisible("attempt")
    return found


@dataclass(frozen=True, slots=True)
class Turned:
    """Somebody who came back from the provider and was not let in."""

    at: datetime
    email: str
    reason: str
    times: int = 1


def turned_away(actor: Actor, connection: Connection) -> list[Turned]:
    """The last ones, newest first, each with how often, so that an admin can help them."""
    if not of(actor, connection.company_id).exists():
        return []
    failed = SsoAttempt.objects.filter(
        connection=connection,
        purpose=SsoAttempt.Purpose.SIGN_IN,
        state=SsoAttempt.State.FAILED,
        created_at__gt=timezone.now() - timedelta(days=30),
    ).order_by("-id")
    found: dict[tuple[str, str], Turned] = {}
    for at, claims, reason in failed.values_list("created_at", "claims", "reason")[:MOST_READ]:
        email = str(claims.get("email", ""))
        known = found.setdefault((email, reason), Turned(at, email, reason, 0))
        found[email, reason] = replace(known, times=known.times + 1)
    return list(found.values())[:MOST_SHOWN]


def subjects(actor: Actor, connection: Connection) -> list[Subject]:
    """Accounts that are connected with contacts, who came last first."""
    if not can(actor, MANAGE, on=connection):
        return []
    mine = Subject.objects.filter(connection=connection).select_related("contact")
    return list(mine.order_by("-seen_at")[:MOST_SHOWN])


def staff_subjects(actor: Actor, connection: Connection) -> list[StaffSubject]:
    """The same of colleagues."""
    if not can(actor, MANAGE_STAFF):
        return []
    mine = StaffSubject.objects.filter(connection=connection).select_related("staff")
    return list(mine.order_by("-seen_at")[:MOST_SHOWN])


def staff_subject(actor: Actor, subject_id: UUID) -> StaffSubject:
    mine = StaffSubject.objects.filter(connection_id__in=staff_connections(actor).values("pk"))
    if (found := mine.filter(pk=subject_id).first()) is None:
        raise NotVisible("subject")
    return found


def subject(actor: Actor, subject_id: UUID) -> Subject:
    mine = Subject.objects.filter(connection_id__in=connections(actor).values("pk"))
    if (found := mine.filter(pk=subject_id).first()) is None:
        raise NotVisible("subject")
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """How a company signs in, in one line of another page."""

    name: str
    state: str
    domains: tuple[str, ...]
    enforced: tuple[str, ...]
    ends: datetime | None  # when the last certificate ends, if that is soon


def sign_on_of(actor: Actor, company: Company) -> Summary | None:
    """For pages about the company; two statements, None where nothing is set up."""
    if (found := connection_of(actor, company.pk)) is None:
        return None
    proved = [one for one in domains_of(actor, company.pk) if one.is_verified]
    return Summary(
        name=found.name,
        state=str(found.get_state_display()),
        domains=tuple(one.domain for one in proved),
        enforced=tuple(one.domain for one in proved if one.is_enforced),
        ends=ends_soon(found),
    )


def ends_soon(connection: Connection) -> datetime | None:
    """When the last certificate of a provider ends, if that is near or past."""
    days = [datetime.fromisoformat(one["until"]) for one in connection.keys if "until" in one]
    last = max(days, default=None)
    return last if last and last < timezone.now() + ENDS_SOON else None


# What follows is asked at the door, before anybody is known.


def active_connection(connection_id: UUID) -> Connection | None:
    """A connection that people can sign in with, if its company's portal is on."""
    return (
        Connection.objects.select_related("company")
        .filter(
            pk=connection_id,
            state=Connection.State.ACTIVE,
            company__status=Company.Status.ACTIVE,
            company__portal_enabled=True,
        )
        .first()
    )


def active_for(email: str) -> tuple[Connection, VerifiedDomain] | None:
    """The connection of the company whose proved domain the address is in. Looks at the domain
    only, so that the answer tells nothing about the address.
    """
    name = email.strip().lower().rpartition("@")[2]
    found = _verified.first(Typed(name)) if name else None
    if found is None:
        return None
    mine = Connection.objects.filter(
        company_id=found.company_id, state=Connection.State.ACTIVE
    ).order_by("-id")
    for one in mine.values_list("pk", flat=True):
        if connection := active_connection(one):
            return connection, found
    return None


def active_staff_connection(connection_id: UUID) -> Connection | None:
    """A connection that colleagues can sign in with."""
    return staff_connections_in_use().filter(pk=connection_id).first()


def staff_connections_in_use() -> QuerySet[Connection]:
    return Connection.objects.filter(company=None, state=Connection.State.ACTIVE)


@kept
def _verified(domain: Typed) -> QuerySet[VerifiedDomain]:
    proved = VerifiedDomain.objects.filter(state=VerifiedDomain.State.VERIFIED)
    return proved.filter(domain=domain).order_by("id")[:1]


def known_connection(connection_id: UUID, *, of_staff: bool) -> Connection | None:
    """Any connection, for answers and metadata; says nothing about who may see it."""
    return Connection.objects.filter(pk=connection_id, company__isnull=of_staff).first()


def attempt_in(attempt_id: UUID, browser: str, *, of_staff: bool) -> SsoAttempt | None:
    """The sign-in that was started in this browser, at this door."""
    mine = SsoAttempt.objects.filter(pk=attempt_id, company__isnull=of_staff)
    found = mine.select_related("connection").first()
    if found is None or not browser or not matches(browser, bytes(found.browser_hash)):
        return None
    return found
