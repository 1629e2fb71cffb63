"""A contact's tickets: what waits for the client on top, filters in the address."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portico.core.access.actors import Contact, Reach
from portico.core.access.pages import PortalRequest, portal_page
from portico.kernel.keyset import Place, Slice, paged, pieces
from portico.kernel.postgres.kept import kept, tally
from portico.ui.exports import csv_download
from portico.ui.pages import page
from portico.ui.tables import (
    Choice,
    Filter,
    Pager,
    Tab,
    choice_filter,
    filter_line,
    pager,
    url_with,
)

from .. import queries
from ..models import Category, Kind, Priority, Ticket, TicketLine
from ..permissions import VIEW

VIEWS = ("open", "waiting", "resolved", "closed", "all")
PIECE = 500  # of an export
WAITING_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Unknown words count as the usual view."""

    view: str
    reach: Reach
    words: str
    kind: str
    priority: str

    @classmethod
    def of(cls, request: PortalRequest) -> "Asked":
        query, allowed = request.GET, request.actor.grants[VIEW.code]
        wanted = {"site": Reach.SITE, "company": Reach.COMPANY}.get(query.get("of", ""), Reach.OWN)
        view = query.get("view", "open")
        kind, priority = query.get("kind", ""), query.get("priority", "")
        return cls(
            view=view if view in VIEWS else "open",
            reach=min(wanted, allowed),
            words=query.get("q", "").strip()[:200],
            kind=kind if kind in Kind.values else "",
            priority=priority if priority in {str(p.value) for p in Priority} else "",
        )

    def rows(self, actor: Contact, *, language: str) -> QuerySet[Ticket, Any]:
        """The tickets asked for; searching looks in all views at once."""
        if self.words:
            found = queries.search(actor, self.words, language=language, reach=self.reach)
        else:
            every = self.view in {"closed", "all"}
            start = queries.tickets if every else queries.active_tickets
            found = _VIEWS[self.view](start(actor, reach=self.reach))
        found = found.filter(kind=self.kind) if self.kind else found
        found = found.filter(priority=int(self.priority)) if self.priority else found
        return found.as_lines()

    def at(self, place: Place, request: PortalRequest) -> list[TicketLine]:
        """What stands at a place of this list. What people type or choose is not kept."""
        if self.words or self.kind or self.priority:
            rows = place.of(self.rows(request.actor, language=request.tenant.language))
            return [TicketLine(*one) for one in rows]
        return [TicketLine(*one) for one in _lines(request.actor, self, place)]


@kept
def _lines(actor: Contact, asked: Asked, place: Place) -> QuerySet[Ticket, Any]:
    return place.of(asked.rows(actor, language=""))


_VIEWS = {
    "open": lambda rows: rows.filter(waits_for_client=False).exclude(category=Category.RESOLVED),
    "waiting": lambda rows: rows.filter(waits_for_client=True),
    "resolved": lambda rows: rows.filter(category=Category.RESOLVED),
    "closed": lambda rows: rows.filter(is_active=False),
    "all": lambda rows: rows,
}


@require_safe
@portal_page(VIEW)
def ticket_list(request: PortalRequest) -> HttpResponse:
    """Own tickets first; the site's and the company's as far as the permission goes."""
    asked = Asked.of(request)
    counts = _counts(request.actor, asked.reach)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = paged(
        lambda place: asked.at(place, request), Ticket, "-updated_at", after=after, before=before
    )
    waiting = _waiting(request, asked) if counts["waiting"] else []
    context = {
        "asked": asked,
        "tabs": _tabs(request, asked, counts),
        "filters": filter_line(
            request.GET,
            target="tickets",
            placeholder=_("Search subject, number or message"),
            chips=_chips(request),
        ),
        "groups": _groups(found.rows, waiting, asked.reach),
        "pager": _pager(request, found, asked, counts, shown=len(found.rows) + len(waiting)),
        "whose": asked.reach.name.lower(),
        "waiting": counts["waiting"] if asked.reach is Reach.OWN else 0,
        "export_url": reverse("portal:tickets:export") + url_with(request.GET),
        "clear_url": url_with(request.GET, q=None, kind=None, priority=None),
    }
    return page(request, "tickets/portal/list.html", context, "tickets")


def _counts(actor: Contact, reach: Reach) -> dict[str, int]:
    """How many stand in each view; only what is not closed is counted, so it stays quick."""
    return dict(_counted(actor, reach)[0]._asdict())


@kept
def _counted(actor: Contact, reach: Reach) -> QuerySet[Ticket, Any]:
    waiting, resolved = Q(waits_for_client=True), Q(category=Category.RESOLVED)
    return tally(
        queries.active_tickets(actor, reach=reach),
        open=Count("id", filter=~resolved),
        waiting=Count("id", filter=waiting),
        resolved=Count("id", filter=resolved),
    )


def _tabs(request: PortalRequest, asked: Asked, counts: dict[str, int]) -> list[Tab]:
    words = {
        "open": _("Open"),
        "waiting": _waits(asked.reach),
        "resolved": _("Resolved"),
        "closed": _("Closed"),
        "all": _("All"),
    }
    tabs = [
        Tab(
            url=url_with(request.GET, view=None if view == "open" else view, q=None),
            text=text,
            count=counts.get(view),
            hot=view == "waiting",
            current=view == asked.view and not asked.words,
        )
        for view, text in words.items()
    ]
    if asked.words:
        tabs.append(Tab(url=url_with(request.GET), text=_("Search"), current=True))
    return tabs


def _waits(reach: Reach) -> str:
    """Only what the contact takes part in waits for “you”, here as in the menu and on home."""
    own = reach is Reach.OWN
    return _("Waiting for you") if own else _("Waiting for you or colleagues")


def _chips(request: PortalRequest) -> tuple[Filter, ...]:
    allowed = request.actor.grants[VIEW.code]
    kinds = [(k.value, str(k.label)) for k in (Kind.INCIDENT, Kind.SERVICE_REQUEST, Kind.QUESTION)]
    chips = [
        choice_filter(request.GET, "kind", _("Type"), kinds),
        choice_filter(
            request.GET, "priority", _("Priority"), [(str(p.value), str(p.label)) for p in Priority]
        ),
    ]
    wider = [("site", _("My site"), Reach.SITE), ("company", _("Whole company"), Reach.COMPANY)]
    choices = [(key, text) for key, text, reach in wider if reach <= allowed]
    if not request.actor.site_id:
        choices = [one for one in choices if one[0] != "site"]
    if choices:
        chips.insert(0, _whose(request, choices))
    return tuple(chips)


def _whose(request: PortalRequest, wider: list[tuple[str, str]]) -> Filter:
    """The own ones, unless something wider is chosen; the chip says which."""
    chip, mine = choice_filter(request.GET, "of", _("Whose"), wider), _("Mine")
    own = Choice(text=mine, url=url_with(request.GET, of=None), on=not chip.value)
    return replace(chip, choices=(own, *chip.choices), usual=mine)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    slug: str
    title: str
    shape: str
    tone: str
    tickets: list[TicketLine]


def _waiting(request: PortalRequest, asked: Asked) -> list[TicketLine]:
    """What waits for the client stands on top of the first page, however old it is."""
    turned = {"after", "before"} & set(request.GET)
    if asked.view != "open" or asked.words or turned:
        return []
    first = Place("-updated_at", WAITING_SHOWN)
    return replace(asked, view="waiting").at(first, request)[:WAITING_SHOWN]


def _groups(tickets: list[TicketLine], waiting: list[TicketLine], reach: Reach) -> list[Group]:
    if not waiting:
        return [Group("all", "", "", "", tickets)] if tickets else []
    both = (
        Group("waiting", _waits(reach), "waiting", "warn", waiting),
        Group("ours", _("We are on it"), "progress", "info", tickets),
    )
    return [group for group in both if group.tickets]


def _pager(
    request: PortalRequest,
    found: Slice[TicketLine],
    asked: Asked,
    counts: dict[str, int],
    *,
    shown: int,
) -> Pager:
    total = None if asked.words or asked.kind or asked.priority else counts.get(asked.view)
    words = ngettext("%(number)s ticket", "%(number)s tickets", shown) % {"number": shown}
    if total is not None and total > shown:
        words = _("%(here)s of %(total)s tickets") % {"here": shown, "total": total}
    return pager(request.GET, found, words=words)


@require_safe
@portal_page(VIEW)
def ticket_export(request: PortalRequest) -> StreamingHttpResponse:
    """The whole list as CSV, the newest ticket first: same filters, same permission."""
    prefix = request.tenant.ticket_prefix
    found = _pieces(request, Asked.of(request))
    told = ([_line(one, prefix) for one in piece] for piece in found)
    return csv_download("tickets", _columns(), told)


def _pieces(request: PortalRequest, asked: Asked) -> Iterator[list[TicketLine]]:
    """As on the page: what waits for the client stands above what is open."""
    if asked.view == "open" and not asked.words:
        yield from _pieces(request, replace(asked, view="waiting"))
    yield from pieces(
        lambda after: paged(
            lambda place: asked.at(place, request), Ticket, "-id", after=after, size=PIECE
        )
    )


def _columns() -> list[str]:
    return [
        _("Number"),
        _("Subject"),
        _("Status"),
        _("Priority"),
        _("Requested by"),
        _("Opened"),
        _("Last update"),
    ]


def _line(ticket: TicketLine, prefix: str) -> list[object]:
    return [
        f"{prefix}{ticket.number}",
        ticket.subject,
        ticket.status,
        Priority(ticket.priority).label,
        ticket.requester or "",
        timezone.localtime(ticket.opened_at).strftime("%Y-%m-%d %H:%M"),
        timezone.localtime(ticket.updated_at).strftime("%Y-%m-%d %H:%M"),
    ]
