"""Short summaries of what other parts know about a company, for the tab “Portal access”."""

from dataclasses import dataclass, field

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.joining import queries as joining
from portico.core.joining.models import PortalLink
from portico.core.joining.permissions import MANAGE as MANAGE_LINKS
from portico.core.people.models import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Links that work."""

    may_see_links: bool = False
    links: list[PortalLink] = field(default_factory=list)


def summaries_of(actor: Actor, company: Company) -> Around:
    may = can(actor, MANAGE_LINKS)
    return Around(may_see_links=may, links=joining.links_of(actor, company)[:3] if may else [])
