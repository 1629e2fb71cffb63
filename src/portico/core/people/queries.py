"""Reading companies and people, from what the actor may see.

Staff with `people.view` see all of their tenant. A contact sees the own company, and colleagues
if a role says so; of the MSP's people only the public cards.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from portico.core.access.actors import Actor, Staff, System
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.kernel.postgres.kept import kept
from portico.kernel.text import containing, one_line

from .models import (
    Company,
    Contact,
    ContactQuerySet,
    MembershipRule,
    PortalSwitch,
    Site,
    StaffCard,
    StaffUser,
    Team,
)
from .permissions import SEE_COLLEAGUES, VIEW

SHORT = 2  # letters of which the index knows only beginnings


def companies(actor: Actor) -> QuerySet[Company]:
    if isinstance(actor, ContactActor):
        return Company.objects.filter(pk=actor.company_id)
    return Company.objects.all() if can(actor, VIEW) else Company.objects.none()


def company(actor: Actor, company_id: UUID) -> Company:
    if (found := companies(actor).filter(pk=company_id).first()) is None:
        raise NotVisible("company")
    return found


def search_companies(actor: Actor, words: str) -> QuerySet[Company]:
    """Companies whose name, or one of whose contacts, contains `words`; for the desk."""
    found, words = companies(actor), one_line(words)
    if not words or isinstance(actor, ContactActor):
        return found
    return found.filter(pk__in=_with("companies", words))


WITH = {  # ids of those that the index of pieces knows
    "companies": "SELECT ctx.companies_with(%s)",
    "contacts": "SELECT ctx.contacts_with(%s)",
}


def _with(what: str, words: str) -> RawSQL:
    """Ids that the index of pieces knows; a letter or two count only as a beginning."""
    pattern = containing(words) if len(words) > SHORT else containing(words)[1:]
    return RawSQL(WITH[what], [pattern])  # noqa: S611  constants


def sites(actor: Actor) -> QuerySet[Site]:
    if isinstance(actor, ContactActor):
        return Site.objects.filter(company_id=actor.company_id)
    return Site.objects.all() if can(actor, VIEW) else Site.objects.none()


def site(actor: Actor, site_id: UUID) -> Site:
    found = sites(actor).select_related("company").filter(pk=site_id).first()
    if found is None:
        raise NotVisible("site")
    return found


def contacts(actor: Actor) -> ContactQuerySet:
    if isinstance(actor, ContactActor):
        mine: ContactQuerySet = Contact.objects.filter(company_id=actor.company_id)
        return mine if can(actor, SEE_COLLEAGUES) else mine.filter(pk=actor.id)
    return Contact.objects.all() if can(actor, VIEW) else Contact.objects.none()


def people_of(actor: Actor, company: Company, words: str = "") -> ContactQuerySet:
    """The company's people whose name, title or address contains `words`."""
    found = contacts(actor).filter(company=company)
    if not (words := one_line(words)):
        return found
    return found.filter(
        Q(name__icontains=words) | Q(email__icontains=words) | Q(title__icontains=words)
    )


def contact(actor: Actor, contact_id: UUID) -> Contact:
    found = _contact.first(actor, contact_id)
    if found is None:
        raise NotVisible("contact")
    return found


def of_company(found: Contact, company: Company) -> Contact:
    """The same contact, if it is one of this company's."""
    if found.company_id != company.pk:
        raise NotVisible("contact")
    return found


@kept
def _contact(actor: Actor, contact_id: UUID) -> ContactQuerySet:
    return contacts(actor).select_related("company").filter(pk=contact_id)


def staff_users(actor: Actor) -> QuerySet[StaffUser]:
    """The MSP's people, for whoever works there; clients read `staff_cards`."""
    inside = isinstance(actor, Staff | System)
    return StaffUser.objects.all() if inside else StaffUser.objects.none()


def staff_user(actor: Actor, staff_id: UUID) -> StaffUser:
    found = staff_users(actor).select_related("card").filter(pk=staff_id).first()
    if found is None:
        raise NotVisible("staff")
    return found


def staff_cards(actor: Actor) -> QuerySet[StaffCard]:
    """How clients see the MSP's people."""
    signed_in = isinstance(actor, Staff | System | ContactActor)
    return StaffCard.objects.all() if signed_in else StaffCard.objects.none()


def own_team(actor: ContactActor) -> tuple[StaffCard | None, list[StaffCard]]:
    """Who looks after the contact's company, and who else is shown to clients; public cards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.owner_card()")
        (owner,) = cursor.fetchone() or (None,)
    shown = staff_cards(actor).filter(Q(in_team_list=True) | Q(pk=owner))
    cards = list(shown.order_by("position", "name", "id")[:20])
    first = next((one for one in cards if one.pk == owner), None)
    return first, [one for one in cards if one.pk != owner]


def looked_after_by(actor: Actor, company: Company) -> StaffCard | None:
    """The public card of whoever looks after the company; None where nobody does."""
    if isinstance(actor, ContactActor):
        return own_team(actor)[0]
    if company.owner_id is None:
        return None
    there = staff_users(actor).filter(pk=company.owner_id).select_related("card")
    owner = there.exclude(status=StaffUser.Status.DISABLED).first()
    return owner.card if owner else None


def teams(actor: Actor) -> QuerySet[Team]:
    inside = isinstance(actor, Staff | System)
    return Team.objects.all() if inside else Team.objects.none()


def team(actor: Actor, team_id: UUID) -> Team:
    if (found := teams(actor).filter(pk=team_id).first()) is None:
        raise NotVisible("team")
    return found


def switch_of(actor: Actor, company: Company) -> PortalSwitch | None:
    """Primary contact, plan and reason of a company's portal; None where nobody said anything."""
    if not can(actor, VIEW):
        return None
    return PortalSwitch.objects.select_related("primary").filter(company=company).first()


def one_company_only(actor: Actor) -> bool:
    """May a person belong to one company only? An address, strictly speaking."""
    if not isinstance(actor, Staff | System | ContactActor):
        return False
    return bool(MembershipRule.objects.values_list("one_company", flat=True).first())


def in_several(actor: Actor) -> list[str]:
    """Addresses that contacts of several companies have, or of one company twice, by name."""
    known = contacts(actor).filter(is_shared_mailbox=False).exclude(email="")
    found = known.values("email").annotate(times=Count("id")).filter(times__gt=1)
    return list(found.order_by("email").values_list("email", flat=True))


def twins(actor: Actor, among: Collection[Contact]) -> set[str]:
    """Those addresses of these contacts that some other contact has, too."""
    mine = {one.email for one in among if one.email}
    found = contacts(actor).filter(email__in=mine).values("email").annotate(times=Count("id"))
    return set(found.filter(times__gt=1).order_by("email").values_list("email", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """How many people a company has here, how many of them are in, when one was seen last."""

    people: int = 0
    active: int = 0
    invited: int = 0
    seen: datetime | None = None


NOBODY = Headcount()


def headcounts(actor: Actor, among: list[Company]) -> dict[UUID, Headcount]:
    """The figures of these companies; `NOBODY` stands for those without people."""
    rows = (
        contacts(actor)
        .filter(company_id__in=[one.pk for one in among])
        .values_list("company_id")
        .annotate(
            people=Count("id"),
            active=Count("id", filter=Q(access=Contact.Access.ACTIVE)),
            invited=Count("id", filter=Q(access=Contact.Access.INVITED)),
            seen=Max("last_seen_at"),
        )
        .order_by("company_id")
    )
    return {
        company: Headcount(people=people, active=active, invited=invited, seen=seen)
        for company, people, active, invited, seen in rows
    }


def search_contacts(actor: Actor, words: str) -> ContactQuerySet:
    """People whose name, address or company contains `words`; for the desk."""
    found, words = contacts(actor), one_line(words)
    if not words or isinstance(actor, ContactActor):
        return found
    return found.filter(pk__in=_with("contacts", words))
