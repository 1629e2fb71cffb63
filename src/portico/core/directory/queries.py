"""Figures and lines of the client directory that more than one context has a part in."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.journal.events import words_of
from portico.core.journal.models import Entry
from portico.core.log.permissions import VIEW as VIEW_LOG
from portico.core.log.queries import Wanted, entries
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact

PORTAL_ON = Q(status=Company.Status.ACTIVE, portal_enabled=True)
TABS = {"on": PORTAL_ON, "off": ~PORTAL_ON}


@dataclass(frozen=True, slots=True)
class Totals:
    """All companies and all their people, in figures."""

    companies: int
    portal_on: int
    people: int
    active: int
    invited: int

    @property
    def outside(self) -> int:
        """People without access."""
        return self.people - self.active - self.invited

    @property
    def active_share(self) -> int:
        """Percent."""
        return round(100 * self.active / self.people) if self.people else 0


def company_tab(found: QuerySet[Company], tab: str) -> QuerySet[Company]:
    """Those of one tab; an unknown one is all."""
    return found.filter(TABS.get(tab, Q()))


def totals(actor: Actor) -> Totals:
    """Two statements, whatever the number of companies."""
    companies = people.companies(actor).aggregate(
        companies=Count("id"), portal_on=Count("id", filter=PORTAL_ON)
    )
    contacts = people.contacts(actor).aggregate(
        people=Count("id"),
        active=Count("id", filter=Q(access=Contact.Access.ACTIVE)),
        invited=Count("id", filter=Q(access=Contact.Access.INVITED)),
    )
    return Totals(**companies, **contacts)


@dataclass(frozen=True, slots=True)
class Happened:
    """A security event and its words."""

    entry: Entry
    words: str


def security_of(actor: Actor, company: Company) -> list[Happened]:
    """The last security events around a company, for those who may read the log."""
    if not can(actor, VIEW_LOG):
        return []
    found = entries(actor, Wanted(kind="security", company=company.pk))
    return [Happened(one, words_of(one.name)) for one in found.order_by("-id")[:4]]
