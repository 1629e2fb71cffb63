"""Tickets on the first page."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, Contact, Reach, Staff
from portico.core.people import queries as people
from portico.core.people.models import StaffCard
from portico.engines.home.ports import Card, Place, card
from portico.kernel.postgres.kept import kept

from .. import queries
from ..models import Category, Ticket
from ..permissions import CREATE, VIEW
from ..rules.looks import look_of

SHOWN = 6
TEAM_SHOWN = 3


def waiting(actor: Actor) -> dict[str, Any] | None:
    """The contact's own tickets in which the next move is the client's."""
    if not isinstance(actor, Contact):
        return None
    found = _waiting(actor)
    return {"tickets": found} if found else None


@kept
def _waiting(actor: Contact) -> QuerySet[Ticket]:
    own = queries.tickets(actor, reach=Reach.OWN).as_lines()
    theirs = Q(waits_for_client=True) | Q(category=Category.RESOLVED)  # one query, one tenant
    rows = own.filter(theirs, is_active=True)
    return rows.order_by("-waits_for_client", "-updated_at", "-id")[:SHOWN]


def recent(actor: Actor) -> dict[str, Any]:
    """What moved last, as far as the contact sees."""
    return {"rows": [(one, look_of(one)) for one in _recent(actor)]}


@kept
def _recent(actor: Actor) -> QuerySet[Ticket]:
    return queries.tickets(actor).as_lines().order_by("-updated_at", "-id")[:SHOWN]


def quick(actor: Actor) -> dict[str, Any]:  # noqa: ARG001  every card has one
    """The ways to ask for something."""
    return {}


def team(actor: Actor) -> dict[str, Any] | None:
    """Who looks after this client: faces before systems."""
    cards = _team(actor)
    return {"cards": cards} if cards else None


@kept
def _team(actor: Actor) -> QuerySet[StaffCard]:
    listed = people.staff_cards(actor).filter(in_team_list=True)
    return listed.order_by("position", "name", "id")[:TEAM_SHOWN]


def desk_figures(actor: Actor) -> dict[str, Any] | None:
    """The desk at a glance: mine, nobody's, overdue, waiting for clients."""
    if not isinstance(actor, Staff):
        return None
    late = Q(first_response_at=None, first_response_due_at__lt=timezone.now())
    return (
        queries.tickets(actor)
        .filter(is_active=True)
        .exclude(category=Category.RESOLVED)
        .aggregate(
            mine=Count("id", filter=Q(assignee_id=actor.id)),
            unassigned=Count("id", filter=Q(assignee=None)),
            late=Count("id", filter=late),
            waiting=Count("id", filter=Q(waits_for_client=True)),
        )
    )


def my_desk(actor: Actor) -> dict[str, Any] | None:
    """What waits for this technician, longest first."""
    if not isinstance(actor, Staff):
        return None
    rows = queries.waiting_for_us(actor).filter(assignee_id=actor.id)
    mine = rows.select_related("status", "company", "contact").order_by(
        "priority", "updated_at", "id"
    )
    return {"rows": [(one, look_of(one)) for one in mine[:12]]}


def nobodys(actor: Actor) -> dict[str, Any] | None:
    """New tickets that nobody has taken."""
    if not isinstance(actor, Staff):
        return None
    rows = queries.waiting_for_us(actor).filter(assignee=None).select_related("status", "company")
    newest = rows.order_by("priority", "-opened_at", "-id")[:SHOWN]
    return {"rows": [(one, look_of(one)) for one in newest]}


CARDS = (
    ("portal", "waiting", Place.ASK, waiting, VIEW),
    ("portal", "recent", Place.MAIN, recent, VIEW),
    ("portal", "quick", Place.QUICK, quick, CREATE),
    ("portal", "team", Place.HEAD, team, None),
    ("staff", "figures", Place.STAT, desk_figures, VIEW),
    ("staff", "my_desk", Place.MAIN, my_desk, VIEW),
    ("staff", "nobodys", Place.RAIL, nobodys, VIEW),
)

for door, slug, place, load, permission in CARDS:
    card(
        Card(
            door=door,
            slug=f"tickets-{slug}",
            place=place,
            template=f"tickets/cards/{slug}.html",
            load=load,
            permission=permission,
            position=10,
        )
    )
