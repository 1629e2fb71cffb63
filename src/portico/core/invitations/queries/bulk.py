"""Who can be invited at once, and why others cannot: figures that add up."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact, ContactQuerySet, Site
from portico.core.roles.models import Grant
from portico.kernel.recent import Recent

from ..models import Campaign, Invitation, LeftAlone, Recipient
from ..permissions import SEND_MANY
from ..ports import ASKING
from ..rules import AGES, BLOCKED, Kind, Wanted, wanted_from

Access = Contact.Access
MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One figure and what it counts."""

    key: str
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """eligible + invited + active + blocked = all."""

    eligible: int
    invited: int
    active: int
    reasons: tuple[Line, ...]
    ages: tuple[Line, ...]

    @property
    def blocked(self) -> int:
        return sum(one.number for one in self.reasons)

    @property
    def is_rough(self) -> bool:
        """So many people that the figures may be a minute old."""
        return self.all > MANY

    @property
    def all(self) -> int:
        return self.eligible + self.invited + self.active + self.blocked


def _among(actor: Actor, wanted: Wanted) -> ContactQuerySet:
    """The people that the filters leave, whatever can be done about them."""
    if not can(actor, SEND_MANY):
        return Contact.objects.none()
    found = people.contacts(actor)
    if wanted.companies:
        found = found.filter(company_id__in=wanted.companies)
    found = _of_kind(found, wanted)
    if words := wanted.words:
        found = found.filter(
            Q(name__icontains=words) | Q(title__icontains=words) | Q(email__icontains=words)
        )
    if wanted.asked_days:
        since = timezone.now() - timedelta(days=wanted.asked_days)
        for one in ASKING:
            found = found.filter(pk__in=one.asked_since(actor, since))
    return found


def _of_kind(found: ContactQuerySet, wanted: Wanted) -> ContactQuerySet:
    if wanted.kind:
        found = found.filter(is_primary=wanted.kind == "main")
    if wanted.industry:
        found = found.filter(company__industry=wanted.industry)
    if wanted.site:
        found = found.filter(site_id=wanted.site)
    if wanted.role:
        held = Grant.objects.filter(contact_id=OuterRef("pk"), role_id=wanted.role)
        found = found.filter(Exists(held))
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be filtered by, besides companies."""

    industries: list[str]
    sites: list[Site]  # of the one company that is chosen

    def without_unknown(self, wanted: Wanted) -> Wanted:
        """What is filtered by stands in a list; a site of another company does not."""
        site = wanted.site if any(one.pk == wanted.site for one in self.sites) else None
        industry = wanted.industry if wanted.industry in self.industries else ""
        return replace(wanted, site=site, industry=industry)


def choices(actor: Actor, wanted: Wanted) -> Choices:
    """Industries of the companies that the actor sees, and the places of a single one."""
    named = people.companies(actor).exclude(industry="").order_by("industry")
    sites = Site.objects.filter(
        company_id__in=wanted.companies, company__in=people.companies(actor)
    )
    has_one = len(wanted.companies) == 1
    return Choices(
        industries=list(named.values_list("industry", flat=True).distinct()[:MOST_CHOICES]),
        sites=list(sites.order_by("name", "id")[:MOST_CHOICES]) if has_one else [],
    )


def _kinds() -> list[tuple[Q | Exists, str]]:
    """What makes somebody what they are: of those conditions that hold, the first counts."""
    alone = LeftAlone.objects.filter(contact_id=OuterRef("pk"), email=OuterRef("email"))
    waiting = Recipient.objects.filter(
        contact_id=OuterRef("pk"), state__in=Recipient.WAITING, campaign__state__in=_LIVE
    )
    planned = Invitation.objects.filter(
        contact_id=OuterRef("pk"), state__in=[Invitation.State.CREATED]
    )
    return [
        (Q(is_active=False), "left"),
        (Q(access=Access.ACTIVE), Kind.ACTIVE),
        (Q(access=Access.DISABLED), "switched_off"),
        (~_OPEN_COMPANY, "company_off"),
        (Q(email=""), "no_email"),
        (Exists(alone.filter(why=LeftAlone.Why.BOUNCED)), "bounced"),
        (Exists(alone), "declined"),
        (Q(access=Access.INVITED), Kind.INVITED),
        (Exists(waiting), Kind.INVITED),
        (Exists(planned), Kind.INVITED),
        (Q(is_shared_mailbox=True), "shared"),
    ]


def _sorted(found: ContactQuerySet) -> ContactQuerySet:
    """With `kind`: eligible, invited, active, or the reason why it cannot be."""
    whens = [When(condition, then=Value(kind)) for condition, kind in _kinds()]
    default = Value(Kind.ELIGIBLE)
    return found.annotate(kind=Case(*whens, default=default, output_field=CharField()))


_OPEN_COMPANY = Q(company__status=Company.Status.ACTIVE, company__portal_enabled=True)
_LIVE = [Campaign.State.PLANNED, Campaign.State.RUNNING, Campaign.State.PAUSED]


def _aged(found: ContactQuerySet) -> ContactQuerySet:
    """With `age`: how long ago those who are invited got their last mail. Who is just being
    invited has none and belongs to the youngest."""
    now = timezone.now()
    mails = Invitation.objects.filter(contact_id=OuterRef("pk"), sent_at__isnull=False)
    waiting = Recipient.objects.filter(contact_id=OuterRef("pk"), state__in=Recipient.WAITING)
    planned = Invitation.objects.filter(
        contact_id=OuterRef("pk"), state__in=[Invitation.State.CREATED]
    )
    bucket = Case(
        When(sent_at__gt=now - timedelta(days=7), then=Value("week")),
        When(sent_at__gt=now - timedelta(days=30), then=Value("month")),
        default=Value("older"),
        output_field=CharField(),
    )
    newest = Subquery(mails.order_by("-id").annotate(bucket=bucket).values("bucket")[:1])
    ages = Case(
        When(Exists(waiting.filter(campaign__state__in=_LIVE)), then=Value("week")),
        When(Exists(planned), then=Value("week")),
        default=Coalesce(newest, Value("never")),
        output_field=CharField(),
    )
    return found.annotate(age=ages)


def statistics(actor: Actor, wanted: Wanted) -> Statistics:
    """Two statements, however many people there are."""
    sorted_ = _sorted(_among(actor, wanted))
    kinds = _counted(sorted_, "kind")
    invited = kinds.get(Kind.INVITED, 0)
    ages = _counted(_aged(sorted_.filter(Q(kind=Kind.INVITED))), "age") if invited else {}
    return Statistics(
        eligible=kinds.get(Kind.ELIGIBLE, 0),
        invited=invited,
        active=kinds.get(Kind.ACTIVE, 0),
        reasons=tuple(Line(key, str(said), kinds.get(key, 0)) for key, said in BLOCKED.items()),
        ages=tuple(Line(key, str(said), ages.get(key, 0)) for key, said in AGES.items()),
    )


MANY = 20_000  # from so many people on, counting takes a moment
_recent = Recent[Statistics]()


def recent_statistics(actor: Actor, wanted: Wanted) -> Statistics:
    """The same for a page that is looked at again and again: up to a minute old where they count
    very many people. Nothing is decided by them; the number to confirm is always counted anew.
    """
    return _recent.get(
        (actor.id, wanted), lambda: statistics(actor, wanted), is_many=lambda one: one.is_rough
    )


def _counted(found: ContactQuerySet, by: str) -> dict[str, int]:
    rows = found.order_by().values_list(by).annotate(n=Count("id")).order_by(by)
    return dict(rows)


def _invitable(actor: Actor, wanted: Wanted) -> ContactQuerySet:
    """Whoever a campaign with these wishes invites, before anybody is unticked."""
    found = _among(actor, wanted)
    if not wanted.again:
        return _eligible(found)
    sorted_ = _sorted(found)
    # Somebody whose turn is still to come is never invited by a second campaign.
    coming = Recipient.objects.filter(
        contact_id=OuterRef("pk"), state__in=Recipient.WAITING, campaign__state__in=_LIVE
    )
    planned = Invitation.objects.filter(
        contact_id=OuterRef("pk"), state__in=[Invitation.State.CREATED]
    )
    again = Q(kind=Kind.INVITED, age__in=wanted.again) & ~Exists(coming) & ~Exists(planned)
    return _aged(sorted_).filter(Q(kind=Kind.ELIGIBLE) | again)


def _eligible(found: ContactQuerySet) -> ContactQuerySet:
    """The same people as those of this kind, said so that the database finds a page by its index:
    it cannot guess how many fit a kind that it must work out for each."""
    coming = Recipient.objects.filter(
        contact_id=OuterRef("pk"), state__in=Recipient.WAITING, campaign__state__in=_LIVE
    )
    planned = Invitation.objects.filter(
        contact_id=OuterRef("pk"), state__in=[Invitation.State.CREATED]
    )
    alone = LeftAlone.objects.filter(contact_id=OuterRef("pk"), email=OuterRef("email"))
    reachable = found.filter(
        _OPEN_COMPANY, is_active=True, access=Access.NONE, is_shared_mailbox=False, email__gt=""
    )
    return reachable.filter(~Exists(alone), ~Exists(coming), ~Exists(planned))


def chosen(actor: Actor, campaign: Campaign, *, all_of_them: bool = False) -> ContactQuerySet:
    """The people of a draft, without those who were unticked unless all are wanted."""
    found = _invitable(actor, wanted_from(campaign.wanted)).select_related("company")
    return found if all_of_them else found.exclude(pk__in=unticked(campaign))


def unticked(campaign: Campaign) -> set[UUID]:
    return {UUID(str(one)) for one in campaign.without}


def chosen_ids(actor: Actor, campaign: Campaign) -> list[tuple[UUID, UUID, str]]:
    """(contact, company, address) of everybody who would be invited now."""
    rows = chosen(actor, campaign).order_by("company_id", "id")
    return list(rows.values_list("pk", "company_id", "email"))


def eligible_count(actor: Actor, campaign: Campaign) -> int:
    """How many would be invited now; the number that somebody confirms."""
    return chosen(actor, campaign).order_by().count()


def blocked(actor: Actor, wanted: Wanted, reason: str) -> ContactQuerySet:
    """Those of one reason, to put it right."""
    found = _among(actor, wanted).select_related("company")
    for condition, kind in _kinds() if reason in BLOCKED else ():
        if kind == reason:  # said as conditions, so that the database finds a page by its index
            return found.filter(condition)
        found = found.filter(~condition)
    return found.none()


def companies_of(actor: Actor, wanted: Wanted) -> list[Company]:
    """The companies that were chosen, for their names."""
    if not wanted.companies:
        return []
    return list(people.companies(actor).filter(pk__in=wanted.companies).order_by("name", "id"))
