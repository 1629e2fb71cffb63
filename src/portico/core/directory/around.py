"""What other parts know about a company, for the tab “Portal access”: all of it in one statement.

Each part's own query says what the actor may see; here they become columns of one row.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.federation import queries as federation
from portico.core.federation.models import Connection
from portico.core.federation.permissions import MANAGE as MANAGE_SSO
from portico.core.identity.models import Factor, SignInPolicy
from portico.core.identity.permissions import SEE_POLICY
from portico.core.identity.policy import Rules, merged
from portico.core.invitations import queries as invitations
from portico.core.invitations.models import Invitation
from portico.core.invitations.permissions import INVITE
from portico.core.joining import queries as joining
from portico.core.joining.permissions import MANAGE as MANAGE_LINKS
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact, PortalSwitch
from portico.core.people.queries import NOBODY, Headcount
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.tenants.models import Tenant
from portico.core.viewing.models import ViewingRule
from portico.core.viewing.permissions import VIEW_AS
from portico.core.viewing.ports import strictest

SPEAKERS, LINKS = 200, 3
RULES = ("passkeys", "passwords", "no_passwords", "factor", "session_days", "idle_hours")


@dataclass(frozen=True, slots=True)
class Link:
    """A portal link that works."""

    id: UUID
    start: str
    role: str
    uses: int
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Summaries; what the actor may not see is None or empty."""

    count: Headcount = NOBODY
    primary: UUID | None = None
    opens_at: datetime | None = None
    reason: str = ""
    speakers: list[Contact] = field(default_factory=list)
    links: list[Link] | None = None
    viewing: ViewingRule.Mode = ViewingRule.Mode.ON
    single_sign_on: str | None = None
    rules: Rules | None = None
    waiting: int | None = None
    roles: list[Role] = field(default_factory=list)

    @property
    def factor(self) -> str:
        return str(Factor(self.rules.factor).label) if self.rules else ""

    @property
    def may_be_viewed(self) -> bool:
        return self.viewing != ViewingRule.Mode.OFF


def around(actor: Actor, company: Company, tenant: Tenant) -> Around:
    """One statement."""
    row: dict[str, Any] = {}  # Any: what the columns hold
    for found in Company.objects.filter(pk=company.pk).values(**_columns(actor)):
        row = dict(found)
    count, switch = row.get("count") or {}, row.get("switch") or {}
    policies = {one.pop("company"): SignInPolicy(**one) for one in row.get("policies") or []}
    rules = merged(policies.get(None) or SignInPolicy(), policies.get(str(company.pk)), tenant)
    return Around(
        count=Headcount(**count),
        primary=UUID(switch["primary"]) if switch.get("primary") else None,
        opens_at=_moment(switch.get("opens_at")),
        reason=switch.get("reason", ""),
        speakers=[Contact(**one) for one in row.get("speakers") or []],
        links=_links(row) if can(actor, MANAGE_LINKS) else None,
        viewing=strictest(row.get("viewing") or []),
        single_sign_on=_connection(row) if can(actor, MANAGE_SSO) else None,
        rules=rules if can(actor, SEE_POLICY) else None,
        waiting=row.get("waiting") or 0 if can(actor, INVITE) else None,
        roles=[Role(id=UUID(one["id"]), name=one["name"]) for one in row.get("roles") or []],
    )


def _columns(actor: Actor) -> dict[str, Any]:  # Any: expressions
    here = OuterRef("pk")
    or_usual = Q(company=None) | Q(company_id=here)
    columns = _own_columns(actor)
    if can(actor, GIVE_ACCESS):
        given = roles.portal_roles(actor).values(found=JSONObject(id="id", name="name"))
        columns["roles"] = ArraySubquery(given)
    if can(actor, VIEW_AS):
        columns["viewing"] = ArraySubquery(ViewingRule.objects.filter(or_usual).values("mode"))
    if can(actor, MANAGE_LINKS):
        links = joining.links(actor).filter(company_id=here).working().order_by("expires_at", "id")
        parts = JSONObject(
            id="id", start="start", role="role__name", uses="uses", ends="expires_at"
        )
        columns["links"] = ArraySubquery(links.values(found=parts)[:LINKS])
    if can(actor, MANAGE_SSO):
        known = federation.connections(actor).filter(company_id=here).order_by("-id")
        columns["connections"] = ArraySubquery(known.values("state")[: federation.MOST_SHOWN])
    if can(actor, SEE_POLICY):
        parts = JSONObject(company="company_id", **{name: name for name in RULES})
        rows = SignInPolicy.objects.filter(or_usual)
        columns["policies"] = ArraySubquery(rows.values(found=parts))
    if can(actor, INVITE):
        sent = invitations.invitations(actor).filter(company_id=here, state__in=Invitation.OPEN)
        columns["waiting"] = _grouped(sent, Count("id"))
    return columns


def _own_columns(actor: Actor) -> dict[str, Any]:  # Any: expressions
    here = OuterRef("pk")
    theirs = people.contacts(actor).filter(company_id=here)
    counts = JSONObject(
        people=Count("id"),
        active=Count("id", filter=Q(access=Contact.Access.ACTIVE)),
        invited=Count("id", filter=Q(access=Contact.Access.INVITED)),
    )
    switch = JSONObject(primary=F("primary_id"), opens_at=F("opens_at"), reason=F("reason"))
    named = theirs.filter(is_active=True).exclude(email="").order_by("name", "id")
    return {
        "count": _grouped(theirs, counts),
        "switch": Subquery(PortalSwitch.objects.filter(company_id=here).values(found=switch)[:1]),
        "speakers": ArraySubquery(named.values(found=JSONObject(id="id", name="name"))[:SPEAKERS]),
    }


def _grouped(rows: Any, count: Any) -> Subquery:  # Any: a queryset and an aggregate
    return Subquery(rows.order_by().values("company_id").annotate(found=count).values("found"))


def _links(row: dict[str, Any]) -> list[Link]:
    return [
        Link(UUID(one["id"]), one["start"], one["role"], one["uses"], _at(one["ends"]))
        for one in row.get("links") or []
    ]


def _connection(row: dict[str, Any]) -> str:
    """The one in use, else the newest; empty where there is none."""
    states = row.get("connections") or []
    counts = next((one for one in states if one == Connection.State.ACTIVE), None)
    found = counts or (states[0] if states else None)
    return str(Connection.State(found).label) if found else ""


def _moment(text: str | None) -> datetime | None:
    return _at(text) if text else None


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
