"""Who is at home at a domain, and security events around a company."""

from dataclasses import dataclass
from itertools import product

from django.db.models.functions import Lower

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.journal.events import words_of
from portico.core.journal.models import Entry
from portico.core.log.permissions import VIEW as VIEW_LOG
from portico.core.log.queries import Wanted, entries
from portico.core.people import queries as people
from portico.core.people.directory import domain_of
from portico.core.people.models import Company

SPELLED = ((("", "http://", "https://"), ("", "www.")), ("", "/"))


@dataclass(frozen=True, slots=True)
class Happened:
    """A security event and its words."""

    entry: Entry
    words: str


def company_at(actor: Actor, *places: str) -> Company | None:
    """A company whose website, or one of whose people, has the domain of an address or website."""
    for domain in dict.fromkeys(filter(None, map(_domain, places))):
        written = {"".join(one) for one in product(*SPELLED[0], [domain], SPELLED[1])}
        companies = people.companies(actor)
        found = companies.annotate(at=Lower("website")).filter(at__in=written)
        at_work = people.contacts(actor).filter(email__endswith=f"@{domain}")
        by_people = companies.filter(pk__in=at_work.values("company_id"))
        if company := found.order_by("id").first() or by_people.order_by("id").first():
            return company
    return None


def _domain(place: str) -> str:
    """What is the same in an address, a domain and a website; empty at a mail provider."""
    rest = place.strip().lower().rpartition("://")[2].partition("/")[0]
    return domain_of(rest).removeprefix("www.")


def security_of(actor: Actor, company: Company) -> list[Happened]:
    """The last security events around a company, for those who may read the log."""
    if not can(actor, VIEW_LOG):
        return []
    found = entries(actor, Wanted(kind="security", company=company.pk))
    return [Happened(one, words_of(one.name)) for one in found.order_by("-id")[:4]]
