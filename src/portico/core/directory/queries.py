"""Security events around a company, for its pages."""

from dataclasses import dataclass

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.journal.events import words_of
from portico.core.journal.models import Entry
from portico.core.log.permissions import VIEW as VIEW_LOG
from portico.core.log.queries import Wanted, entries
from portico.core.people.models import Company


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
