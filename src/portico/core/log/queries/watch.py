"""What the watch looks at: failures and arrivals of a short time, alerts, a week in figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, can
from portico.core.identity.models import LoginRequest
from portico.core.journal.events import words_of
from portico.core.journal.models import Entry, Personal
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.roles.queries import grants_of_staff

from ..models import Alert, WeeklyMail
from ..permissions import VIEW
from ..rules.patterns import Failure
from .lines import first_id

FAILED = "identity.failed_login"
LIMITED = "identity.rate_limited"
CAME_IN = "identity.login"
MOST = 5000  # lines that one look takes in; more than that is an alert anyway
WEEK = timedelta(days=7)
GAINED = ("roles.granted", "roles.access_opened", "roles.changed", "roles.added")


def failures_since(moment: datetime) -> list[Failure]:
    """Who did not get in, and from where; two statements, three with unknown addresses."""
    rows = list(Entry.objects.filter(name=FAILED, id__gte=first_id(moment)).order_by("-id")[:MOST])
    ips = _ips([row.pk for row in rows])
    asked = _asked([row.subject_id for row in rows if row.subject_id and not ips.get(row.pk)])
    return [
        Failure(ips.get(row.pk) or asked.get(row.subject_id or row.pk, ""), whom(row))
        for row in rows
    ]


def whom(row: Entry) -> str:
    """At whom: a person of ours, or the digest of an address that nobody here has."""
    data = row.data
    return str(data.get("contact") or data.get("staff") or data.get("identifier") or "")


def arrivals_since(moment: datetime) -> list[tuple[Entry, str]]:
    """Who came in, with the address."""
    rows = list(Entry.objects.filter(name=CAME_IN, id__gte=first_id(moment)).order_by("id")[:MOST])
    ips = _ips([row.pk for row in rows])
    return [(row, ips.get(row.pk, "")) for row in rows]


def _ips(entries: list[UUID]) -> dict[UUID, str]:
    found = Personal.objects.filter(entry_id__in=entries).exclude(ip="")
    return dict(found.values_list("entry_id", "ip"))


def _asked(requests: list[UUID]) -> dict[UUID, str]:
    """A job found out that nobody has this address; the machine stands in what was asked."""
    if not requests:
        return {}
    return dict(LoginRequest.objects.filter(pk__in=requests).values_list("pk", "ip"))


def open_alerts(actor: Actor) -> QuerySet[Alert]:
    """What nobody has settled yet, the newest first."""
    if not can(actor, VIEW):
        return Alert.objects.none()
    return Alert.objects.filter(settled_at=None).order_by("-last_at", "-id")


def alerts_by_company(actor: Actor, since: datetime) -> dict[UUID, int]:
    """Company → how many alerts were about its people since; two statements."""
    if not can(actor, VIEW):
        return {}
    kinds = [Alert.Kind.BRUTE_FORCE, Alert.Kind.TRAVEL]
    abouts = Alert.objects.filter(kind__in=kinds, last_at__gte=since).values_list(
        "about", flat=True
    )
    ids = [one for about in abouts[:MOST] if (one := _as_id(about))]
    at = dict(Contact.objects.filter(pk__in=ids).values_list("pk", "company_id"))
    return dict(Counter(at[one] for one in ids if one in at))


def settled_alerts(actor: Actor) -> QuerySet[Alert]:
    if not can(actor, VIEW):
        return Alert.objects.none()
    return Alert.objects.exclude(settled_at=None).order_by("-settled_at", "-id")


def alert(actor: Actor, alert_id: UUID) -> Alert:
    found = Alert.objects.filter(pk=alert_id).first() if can(actor, VIEW) else None
    if found is None:
        raise NotVisible("alert")
    return found


def last_check(actor: Actor) -> Entry | None:
    """When the chain was last compared with its seals, and what came of it; with `alerts`, how
    many are open."""
    if not can(actor, VIEW):
        return None
    count = open_alerts(actor).order_by().values("tenant").annotate(n=Count("id")).values("n")
    checks = Entry.objects.filter(name="log.checked").annotate(alerts=Subquery(count))
    return checks.order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Tried:
    """Somebody at whom tries failed, as the reader knows them."""

    title: str
    company: str
    tries: int


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of sign-ins, beside the seven before."""

    came_in: int
    failed: int
    failed_before: int
    new_devices: int
    held_back: int
    strangers: int  # addresses that nobody here has
    most_tried: list[Tried]
    machines: list[tuple[str, int]]
    reasons: list[tuple[str, int]]
    gained: list[tuple[str, int]]  # what was given or widened, in words

    @property
    def is_quiet(self) -> bool:
        return not (self.failed or self.held_back or self.gained)


def week_of(until: datetime) -> Week:
    """Six statements, whatever happened."""
    since = until - WEEK
    of = _counted(since, until)
    failed = _failed(since, until) if of[FAILED].now else []
    tried = Counter(whom(row) for row in failed if whom(row))
    ips = _ips([row.pk for row in failed])
    asked = _asked([row.subject_id for row in failed if row.subject_id and row.pk not in ips])
    machines = Counter(
        ip for row in failed if (ip := ips.get(row.pk) or asked.get(row.subject_id or row.pk, ""))
    )
    names = _people([key for key, _n in tried.most_common(20)])
    return Week(
        came_in=of[CAME_IN].now,
        failed=of[FAILED].now,
        failed_before=of[FAILED].before,
        new_devices=of[CAME_IN].new,
        held_back=of[LIMITED].now,
        strangers=len({key for key in tried if not _as_id(key)}),
        most_tried=[
            Tried(*names[key], tries) for key, tries in tried.most_common(20) if key in names
        ][:5],
        machines=machines.most_common(5),
        reasons=Counter(str(row.data.get("reason", "")) for row in failed).most_common(5),
        gained=[(words_of(name), of[name].now) for name in GAINED if of[name].now],
    )


class _Times(NamedTuple):
    """How often something happened this week, on a new device, and the week before."""

    now: int = 0
    new: int = 0
    before: int = 0


def _counted(since: datetime, until: datetime) -> dict[str, _Times]:
    """Event → how often; of the week before, only failures are counted."""
    this_week = Q(id__gte=first_id(since))
    rows = (
        Entry.objects.filter(id__gte=first_id(since - WEEK), id__lt=first_id(until))
        .filter(this_week | Q(name=FAILED), name__in=[FAILED, LIMITED, CAME_IN, *GAINED])
        .values_list("name")
        .annotate(
            now=Count("id", filter=this_week),
            new=Count("id", filter=this_week & Q(data__new_device=True)),
            before=Count("id", filter=~this_week),
        )
        .order_by("name")
    )
    return defaultdict(_Times, {name: _Times(*counts) for name, *counts in rows})


def _failed(since: datetime, until: datetime) -> list[Entry]:
    found = Entry.objects.filter(name=FAILED, id__gte=first_id(since), id__lt=first_id(until))
    return list(found.only("id", "tenant_id", "data", "subject_id").order_by("id")[: 20 * MOST])


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if "-" in text else None
    except ValueError:
        return None


def _people(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and company (empty for colleagues) of those who are known."""
    ids = [one for key in keys if (one := _as_id(key))]
    if not ids:
        return {}
    clients = Contact.objects.filter(pk__in=ids).values_list("pk", "name", "company_id")
    rows = list(clients)
    companies = dict(
        Company.objects.filter(pk__in={row[2] for row in rows}).values_list("pk", "name")
    )
    staff = StaffUser.objects.filter(pk__in=ids).values_list("pk", "name")
    found = {str(pk): (name, "") for pk, name in staff}
    return found | {str(pk): (name, companies.get(company, "")) for pk, name, company in rows}


def wants_weekly_mail(actor: Actor) -> bool:
    row = WeeklyMail.objects.filter(staff_id=actor.id).first()
    return row is None or row.wanted


def readers_of_mail(*, declined: bool = False) -> list[StaffUser]:
    """Active employees who may read the log; without those who declined its mail, unless asked."""
    without = WeeklyMail.objects.filter(wanted=False).values_list("staff_id", flat=True)
    skipped = set() if declined else set(without)
    active = StaffUser.objects.filter(status=StaffUser.Status.ACTIVE).order_by("name", "id")
    return [one for one in active if one.pk not in skipped and VIEW.code in grants_of_staff(one.pk)]


@dataclass(frozen=True, slots=True)
class NamedAlert:
    """An alert, and about whom or what it is in words."""

    alert: Alert
    about: str
    company: str = ""


def named(alerts: Iterable[Alert]) -> list[NamedAlert]:
    """People by name, machines by address; three statements at most."""
    rows = list(alerts)
    names = _people([one.about for one in rows])
    return [NamedAlert(one, *names.get(one.about, (_about(one), ""))) for one in rows]


def _about(alert: Alert) -> str:
    if alert.kind == Alert.Kind.BRUTE_FORCE:
        return str(_("an address that nobody here has"))
    return "" if alert.kind == Alert.Kind.BROKEN_CHAIN else alert.about
