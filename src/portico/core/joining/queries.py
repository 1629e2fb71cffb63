"""Reading links, who got them, what came of them, who waits; from what the actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, can
from portico.core.people import queries as people
from portico.core.people.models import Company, PersonEmail, StaffUser
from portico.core.people.models import Contact as ContactRow
from portico.core.roles.models import OWNER, StaffGrant
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.tenancy import current_tenant

from .models import (
    Campaign,
    CampaignLine,
    JoinPolicy,
    JoinRequest,
    LinkRecipient,
    LinkToken,
    MembershipMove,
    PortalLink,
    PortalLinkQuerySet,
    PortalLinkUse,
)
from .permissions import APPROVE, MANAGE, MOVE
from .rules import FREE_MAIL, SOON, WATCHED, Exposure, domain_of, find_token, is_allowed

FIRST_OWNERS = 3
MOST_ALIKE = 200


def policy() -> JoinPolicy:
    """The rules of the tenant; the usual ones where nobody has said any."""
    return JoinPolicy.objects.first() or JoinPolicy(tenant_id=current_tenant())


def links(actor: Actor) -> PortalLinkQuerySet:
    """Staff see all links of the tenant, a client's admin those of the own company."""
    if not can(actor, MANAGE):
        none: PortalLinkQuerySet = PortalLink.objects.none()
        return none
    found: PortalLinkQuerySet = PortalLink.objects.select_related("company", "role")
    return found.filter(company_id=actor.company_id) if isinstance(actor, Contact) else found


def link(actor: Actor, link_id: UUID) -> PortalLink:
    if (found := links(actor).filter(pk=link_id).first()) is None:
        raise NotVisible("link")
    return found


def links_of(actor: Actor, company: Company) -> list[PortalLink]:
    """The newest links of a company, working ones first; for its pages."""
    found = list(links(actor).filter(company=company).order_by("-expires_at", "-id")[:50])
    return sorted(found, key=lambda one: not one.is_working)


def working_links_of(actor: Actor, company: Company) -> list[PortalLink]:
    return list(links(actor).filter(company=company).working().order_by("expires_at", "id")[:50])


def working_counts(actor: Actor, companies: Iterable[Company]) -> dict[UUID, int]:
    """Company → how many links let somebody in at this moment; one statement."""
    mine = links(actor).filter(company_id__in=[one.pk for one in companies]).working()
    rows = mine.order_by("company_id").values_list("company_id").annotate(n=Count("id"))
    return dict(rows)


TABS = ("", "soon", "used", "suspended", "ended")


def links_in_tab(actor: Actor, tab: str) -> PortalLinkQuerySet:
    """The views of the list: working, running out, used up, suspended, ended."""
    now, found = timezone.now(), links(actor)
    match tab:
        case "soon":
            return found.working().filter(expires_at__lt=now + SOON)
        case "used":
            alive = found.filter(_alive(now), expires_at__gt=now)
            return alive.filter(max_uses__isnull=False, uses__gte=F("max_uses"))
        case "suspended":
            return found.filter(_alive(now)).exclude(suspended_at=None)
        case "ended":
            return found.filter(Q(revoked_at__lte=now) | Q(expires_at__lte=now))
        case _:
            return found.working()


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many stand in each view; one statement."""
    now = timezone.now()
    alive = _alive(now)
    free = Q(max_uses=None) | Q(uses__lt=F("max_uses"))
    works = alive & Q(expires_at__gt=now, suspended_at=None) & free
    found = (
        links(actor)
        .order_by()
        .aggregate(
            works=Count("id", filter=works),
            soon=Count("id", filter=works & Q(expires_at__lt=now + SOON)),
            used=Count("id", filter=alive & Q(expires_at__gt=now) & ~free),
            suspended=Count("id", filter=alive & Q(suspended_at__isnull=False)),
            ended=Count("id", filter=Q(revoked_at__lte=now) | Q(expires_at__lte=now)),
        )
    )
    return {name or "works": found[name or "works"] for name in TABS}


def _alive(now: datetime) -> Q:
    return Q(revoked_at=None) | Q(revoked_at__gt=now)


@dataclass(frozen=True, slots=True)
class Knock:
    """A token that is known here, and what it stands for."""

    link: PortalLink
    recipient: LinkRecipient | None


def behind(text: str) -> Knock | None:
    """What a pasted link or token stands for; the same work for known and unknown ones."""
    token = find_token(text)
    found = (
        LinkToken.objects.select_related("link__company", "link__role", "recipient")
        .filter(token_hash=fingerprint(token))
        .first()
    )
    return Knock(found.link, found.recipient) if found else None


def origins_of(link_id: UUID | None) -> list[str]:
    """Who may frame the join page: sites that the tenant allows, and those of a working link."""
    found = list(policy().origins)
    if link_id is not None:
        mine = PortalLink.objects.working().filter(pk=link_id)
        found += mine.values_list("origins", flat=True).first() or []
    return list(dict.fromkeys(found))


def portal_is_open(company: Company) -> bool:
    return company.portal_enabled and company.status == Company.Status.ACTIVE


def sites_of(company: Company) -> list[tuple[str, str]]:
    """To choose at joining; only where there are several."""
    found = list(company.sites.order_by("name", "id").values_list("pk", "name"))
    return [(str(pk), name) for pk, name in found] if len(found) > 1 else []


def request_of_login(login_id: UUID) -> JoinRequest | None:
    found = JoinRequest.objects.select_related("link__company", "link__role", "company", "site")
    return found.filter(login_id=login_id).order_by("-id").first()


def exposure_of(link: PortalLink) -> Exposure:
    """From how many places it was used within a day; one statement."""
    since = timezone.now() - WATCHED
    seen = PortalLinkUse.objects.filter(link=link, at__gt=since).order_by()
    counts = seen.aggregate(
        networks=Count("network", distinct=True, filter=~Q(network="")),
        browsers=Count("user_agent", distinct=True, filter=~Q(user_agent="")),
    )
    emails = seen.exclude(email="").values_list("email", flat=True).distinct()[:200]
    foreign = {domain_of(one) for one in emails if not is_allowed(one, link.domains)}
    return Exposure(counts["networks"], counts["browsers"], len(foreign))


def requests(actor: Actor) -> QuerySet[JoinRequest]:
    """Who waits for a yes, and who would like a new link."""
    if not can(actor, APPROVE):
        return JoinRequest.objects.none()
    found = JoinRequest.objects.select_related("link", "company", "site").filter(
        step__in=[JoinRequest.Step.WAITING, JoinRequest.Step.WISHES]
    )
    if isinstance(actor, Contact):
        return found.filter(company_id=actor.company_id, step=JoinRequest.Step.WAITING)
    return found


def request(actor: Actor, request_id: UUID) -> JoinRequest:
    if (found := requests(actor).filter(pk=request_id).first()) is None:
        raise NotVisible("request")
    return found


def lookalikes(actor: Actor, waiting: Iterable[JoinRequest]) -> dict[UUID, list[ContactRow]]:
    """Request → people of its company who may be the same person: equal name or address.

    One statement for a page of requests.
    """
    asked = [one for one in waiting if one.company_id]
    if not asked:
        return {}
    alike = Q()
    for one in asked:
        same = Q(email=one.email) | (Q(name__iexact=one.name) if one.name else Q())
        alike |= Q(company_id=one.company_id) & same
    found = list(people.contacts(actor).filter(alike).order_by("id")[:MOST_ALIKE])
    return {one.pk: [row for row in found if _is_alike(row, one)][:5] for one in asked}


def _is_alike(row: ContactRow, asked: JoinRequest) -> bool:
    if row.company_id != asked.company_id:
        return False
    named = bool(asked.name) and row.name.casefold() == asked.name.casefold()
    return named or row.email == asked.email


def addresses_of(contact_id: UUID) -> set[str]:
    """Every address that is known to be the contact's, or by which it asked to join."""
    contact = ContactRow.objects.filter(pk=contact_id)
    asked = JoinRequest.objects.filter(contact_id=contact_id)
    mailed = LinkRecipient.objects.filter(pk__in=asked.values("recipient_id"))
    person = PersonEmail.objects.filter(person_id__in=contact.values("person_id"))
    known: list[QuerySet[Any]] = [contact, asked, mailed, person]  # Any: whatever has an address
    return {email for some in known for email in some.values_list("email", flat=True)}


def recipient_of(asked: JoinRequest) -> LinkRecipient | None:
    """Who was mailed the link with which somebody asks to join."""
    return LinkRecipient.objects.filter(pk__in=[asked.recipient_id]).first()


def recipients_of(link: PortalLink) -> QuerySet[LinkRecipient]:
    return LinkRecipient.objects.filter(link=link).order_by("id")


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many people came how far with a link: those of each step are among those before."""

    sent: int
    opened: int
    asked: int
    joined: int

    @property
    def percent(self) -> int:
        """Of those who opened it, how many are in; whoever came in has opened it."""
        return round(100 * self.joined / self.opened) if self.opened else 0


def conversion(link: PortalLink) -> Conversion:
    """Counted by person, not by click; two statements."""
    kind = PortalLinkUse.Kind
    told = PortalLinkUse.objects.filter(link=link).order_by()
    at = Concat("network", Value("|"), "user_agent")
    seen = told.aggregate(
        opened=Count(at, distinct=True, filter=Q(kind=kind.OPENED)),
        asked=Count("email", distinct=True, filter=Q(kind=kind.CODE_SENT)),
        joined=Count("contact_id", distinct=True, filter=Q(kind=kind.JOINED)),
    )
    asked = max(seen["asked"], seen["joined"])
    sent = LinkRecipient.objects.filter(link=link).count()
    return Conversion(sent, max(seen["opened"], asked), asked, seen["joined"])


def funnel(link: PortalLink) -> dict[str, int]:
    """How often each thing happened with a link."""
    rows = PortalLinkUse.objects.filter(link=link).order_by("kind").values_list("kind")
    return dict(rows.annotate(n=Count("id")))


def uses_of(link: PortalLink) -> QuerySet[PortalLinkUse]:
    return PortalLinkUse.objects.filter(link=link).order_by("-id")


def joined_with(actor: Actor, link: PortalLink) -> list[ContactRow]:
    """The accounts that were made through a link."""
    ids = PortalLinkUse.objects.filter(link=link, kind=PortalLinkUse.Kind.JOINED)
    return list(
        people.contacts(actor)
        .filter(pk__in=ids.values("contact_id"))
        .select_related("company")
        .order_by("name", "id")[:200]
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to somebody, for the trace."""

    at: datetime
    kind_label: str
    reason: str
    link: PortalLink


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that is known of an address and portal links."""

    email: str
    contacts: list[ContactRow]
    steps: list[Step]
    mails: list[LinkRecipient]
    waiting: list[JoinRequest]

    @property
    def is_empty(self) -> bool:
        return not (self.contacts or self.steps or self.mails or self.waiting)


def trace(actor: Actor, email: str) -> Trace:
    """What happened to the person with this address; four statements."""
    email = email.strip().lower()[:254]
    if not email or not can(actor, MANAGE) or isinstance(actor, Contact):
        return Trace(email, [], [], [], [])
    uses = PortalLinkUse.objects.filter(email=email).select_related("link__company")
    mails = LinkRecipient.objects.filter(email=email).select_related("link", "company")
    waits = JoinRequest.objects.filter(email=email).select_related("link", "company")
    found = people.contacts(actor).filter(email=email).select_related("company")
    return Trace(
        email,
        list(found.order_by("id")[:20]),
        [
            Step(one.at, one.get_kind_display(), one.reason, one.link)
            for one in uses.order_by("-id")[:50]
        ],
        list(mails.order_by("-id")[:20]),
        list(waits.order_by("-id")[:20]),
    )


def known_domains(actor: Actor, company: Company) -> list[str]:
    """The domains of the company's people, most used first; free mail services do not count."""
    emails = people.contacts(actor).filter(company=company).exclude(email="")
    counted: dict[str, int] = {}
    for email in emails.order_by("-last_seen_at", "id").values_list("email", flat=True)[:500]:
        counted[domain_of(email)] = counted.get(domain_of(email), 0) + 1
    own = {name: n for name, n in counted.items() if name not in FREE_MAIL}
    return sorted(own, key=lambda name: -own[name])[:5]


def keepers_of(link: PortalLink) -> list[StaffUser]:
    """Who hears about a link: the colleague who made it, else the first owners."""
    active = StaffUser.objects.filter(status=StaffUser.Status.ACTIVE)
    if link.created_by_id and (mine := list(active.filter(pk=link.created_by_id))):
        return mine
    owners = StaffGrant.objects.filter(role__key=OWNER).values("staff_id")
    return list(active.filter(pk__in=owners).order_by("id")[:FIRST_OWNERS])


def campaigns(actor: Actor) -> QuerySet[Campaign]:
    allowed = can(actor, MANAGE) and not isinstance(actor, Contact)
    return Campaign.objects.order_by("-id") if allowed else Campaign.objects.none()


def campaign(actor: Actor, campaign_id: UUID) -> Campaign:
    found = campaigns(actor).select_related("role").filter(pk=campaign_id).first()
    if found is None:
        raise NotVisible("campaign")
    return found


def lines_of(campaign: Campaign) -> QuerySet[CampaignLine]:
    found = CampaignLine.objects.filter(campaign=campaign)
    return found.select_related("company", "link")


def first_arrivals(lines: Iterable[CampaignLine]) -> dict[UUID, datetime]:
    """When somebody of each company first came in by a link since the campaign's was made.

    Links that took its place count as well; companies where nobody did are missing.
    """
    made = {one.company_id: one.link.created_at for one in lines if one.link}
    if not made:
        return {}
    came = Q(kind__in=[PortalLinkUse.Kind.JOINED, PortalLinkUse.Kind.SIGNED_IN])
    rows = PortalLinkUse.objects.filter(came, company_id__in=made, at__gte=min(made.values()))
    first = rows.order_by("company_id").values_list("company_id").annotate(first=Min("at"))
    return dict(first)


def moves(actor: Actor) -> QuerySet[MembershipMove]:
    if not can(actor, MOVE):
        return MembershipMove.objects.none()
    return MembershipMove.objects.select_related("was__company", "became__company", "role")


def move(actor: Actor, move_id: UUID) -> MembershipMove:
    if (found := moves(actor).filter(pk=move_id).first()) is None:
        raise NotVisible("move")
    return found


def may_undo(found: MembershipMove, *, within: timedelta) -> bool:
    return found.undone_at is None and found.at > timezone.now() - within
