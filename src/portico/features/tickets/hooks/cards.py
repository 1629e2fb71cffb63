"""Tickets on the first page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, Contact, Reach, Staff
from portico.core.people import queries as people
from portico.core.people.models import StaffCard
from portico.engines.home.ports import Card, Place, card
from portico.kernel.postgres.kept import kept

from .. import queries
from ..models import Category, Ticket, TicketLine
from ..permissions import CREATE, VIEW
from ..rules.clock_words import Told, told
from ..rules.clocks import next_clock
from ..rules.looks import Look, look_of

SHOWN = 6
TEAM_SHOWN = 3
DESK_SHOWN = 10

type DeskRow = tuple[Ticket, Look, Told | None]


def waiting(actor: Actor) -> dict[str, Any] | None:
    """The contact's own tickets in which the next move is the client's."""
    if not isinstance(actor, Contact):
        return None
    found = [TicketLine(*one) for one in _waiting(actor)]
    return {"tickets": found[:SHOWN], "more": len(found) > SHOWN} if found else None


@kept
def _waiting(actor: Contact) -> QuerySet[Ticket, Any]:
    own = queries.active_tickets(actor, reach=Reach.OWN).as_lines()
    return own.filter(waits_for_client=True).order_by("-updated_at", "-id")[: SHOWN + 1]


def fixed(actor: Actor) -> dict[str, Any] | None:
    """The contact's own tickets that we think are fixed: only a look at them is asked for."""
    if not isinstance(actor, Contact):
        return None
    found = [TicketLine(*one) for one in _fixed(actor)]
    return {"tickets": found} if found else None


@kept
def _fixed(actor: Contact) -> QuerySet[Ticket, Any]:
    own = queries.active_tickets(actor, reach=Reach.OWN).as_lines()
    return own.filter(category=Category.RESOLVED).order_by("-updated_at", "-id")[:SHOWN]


def recent(actor: Actor) -> dict[str, Any]:
    """What moved last, as far as the contact sees; the link leads to all of the same."""
    return {"tickets": [TicketLine(*one) for one in _recent(actor)], "of": _widest(actor)}


def _widest(actor: Actor) -> str:
    """How far the contact sees, as the list's address says it."""
    if not isinstance(actor, Contact):
        return ""
    reach = actor.reach(VIEW.code)
    if reach is Reach.COMPANY:
        return "company"
    return "site" if reach is Reach.SITE and actor.site_id else ""


@kept
def _recent(actor: Actor) -> QuerySet[Ticket, Any]:
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
    """The desk at a glance: what waits for me, what is due, what is nobody's."""
    return queries.glance(actor, now=timezone.now()) if isinstance(actor, Staff) else None


def my_desk(actor: Actor) -> dict[str, Any] | None:
    """The technician's own tickets: who waits for an answer, what is due, then the others.

    Each stands there once, the most urgent first.
    """
    if not isinstance(actor, Staff):
        return None
    seen: list[UUID] = []
    groups = []
    for slug in ("answers", "due", "mine"):
        if rows := _desk_rows(actor, slug, beside=seen):
            seen += [ticket.pk for ticket, _look, _clock in rows]
            groups.append((slug, rows))
    return {"groups": groups}


def nobodys(actor: Actor) -> dict[str, Any] | None:
    """What nobody has taken."""
    return {"rows": _desk_rows(actor, "unassigned")} if isinstance(actor, Staff) else None


def _desk_rows(actor: Staff, view: str, *, beside: Sequence[UUID] = ()) -> list[DeskRow]:
    now = timezone.now()
    rows = queries.by_urgency(queries.view(actor, view, now=now).exclude(pk__in=beside))
    found = rows.select_related("status", "company", "contact")[:DESK_SHOWN]
    clocks = [(one, next_clock(one, now)) for one in found]
    return [(one, look_of(one), told(clock) if clock else None) for one, clock in clocks]


CARDS = (
    ("portal", "waiting", Place.ASK, waiting, VIEW),
    ("portal", "fixed", Place.MAIN, fixed, VIEW),
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
