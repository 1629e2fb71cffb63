"""The desk: views, queues and filters over everything the tenant's clients have asked."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portico.core.access.actors import Staff
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.people import queries as people
from portico.core.people.models import StaffUser
from portico.kernel.ids import id_from
from portico.kernel.keyset import page_of, pieces
from portico.ui.exports import csv_download
from portico.ui.pages import page
from portico.ui.tables import Filter, asked_page, choice_filter, filter_line, pager, url_with

from .. import queries
from ..models import MERGED, Priority, Queue, Ticket, TicketQuerySet
from ..permissions import ASSIGN, CHANGE, VIEW
from ..rules.clock_words import Told, told
from ..rules.clocks import next_clock
from ..rules.looks import Look, look_of

PAGE_SIZE = 50
PIECE = 500  # of an export
TEMPLATE = "tickets/staff/list.html"


@dataclass(frozen=True, slots=True)
class View:
    """A saved way to look at the desk; `slug` stands in the address."""

    slug: str
    text: str
    icon: str
    count: int | None
    current: bool
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, ready to draw."""

    ticket: Ticket
    look: Look
    clock: Told | None


@require_safe
@staff_page(VIEW)
def ticket_list(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    view = request.GET.get("view", "open")
    found = asked_page(request.GET, asked(request, now=now), "-updated_at", size=PAGE_SIZE)
    words = ngettext("%(number)s ticket", "%(number)s tickets", len(found.rows))
    actor = request.actor
    counts, queues = queries.counts(actor, now=now), list(queries.queues(actor))
    mine, everyone = _mine(request, view, counts), _everyone(request, view, counts)
    lines_up = _queues(request, queues, counts)
    context = {
        "mine": mine,
        "everyone": everyone,
        "queues": lines_up,
        "chosen": next((one.text for one in (*mine, *everyone, *lines_up) if one.current), ""),
        "filters": filter_line(
            request.GET,
            target="tickets",
            placeholder=_("Search in all tickets"),
            chips=_chips(request),
        ),
        "rows": [_row(one, now) for one in found.rows],
        "pager": pager(request.GET, found, words=words % {"number": len(found.rows)}),
        "prefix": request.tenant.ticket_prefix,
        "here": request.get_full_path(),
        "statuses": list(queries.statuses(actor).exclude(key=MERGED)) if can(actor, CHANGE) else [],
        "mates": _mates(actor) if can(actor, ASSIGN) else [],
        "priorities": [(one.value, one.label) for one in Priority],
        "export_url": reverse("staff:tickets:export") + url_with(request.GET),
        "clear_url": url_with(request.GET, q=None, priority=None, company=None, queue=None),
    }
    return page(request, TEMPLATE, context, "tickets")


def asked(request: StaffRequest, *, now: datetime) -> TicketQuerySet:
    """The tickets that the address asks for; searching looks in all views at once."""
    query, actor = request.GET, request.actor
    if words := query.get("q", "").strip()[:200]:
        rows = queries.search(actor, words, language=request.tenant.language)
    else:
        rows = queries.view(actor, query.get("view", "open"), now=now)
    for name in ("queue", "company", "assignee"):
        if (wanted := id_from(query.get(name, ""))) is not None:
            rows = rows.filter(**{f"{name}_id": wanted})
    if query.get("priority", "") in {str(one.value) for one in Priority}:
        rows = rows.filter(priority=int(query["priority"]))
    return rows.select_related("status", "company", "contact", "assignee")


def _row(ticket: Ticket, now: datetime) -> Row:
    clock = next_clock(ticket, now)
    return Row(ticket, look_of(ticket), told(clock) if clock else None)


def _mates(actor: Staff) -> list[StaffUser]:
    return list(people.staff_users(actor).filter(status="active").order_by("name", "id"))


def _mine(request: StaffRequest, view: str, counts: dict[str, int]) -> list[View]:
    return [
        _view(request, view, "answers", _("Waiting for me"), "message-square", counts, "warn"),
        _view(request, view, "due", _("Due today"), "clock-alert", counts),
        _view(request, view, "mine", _("All of mine"), "user-check", counts),
    ]


def _everyone(request: StaffRequest, view: str, counts: dict[str, int]) -> list[View]:
    return [
        _view(request, view, "open", _("All open"), "inbox", counts),
        _view(request, view, "us", _("Waiting for us"), "message-square", counts),
        _view(request, view, "unassigned", _("Unassigned"), "user", counts, "warn"),
        _view(request, view, "late", _("Overdue"), "clock", counts, "bad"),
        _view(request, view, "client", _("Waiting for client"), "pause", counts),
        _view(request, view, "resolved", _("Resolved"), "circle-check", counts),
        _view(request, view, "closed", _("Closed"), "check-check", counts),
        _view(request, view, "all", _("All tickets"), "layers", counts),
    ]


def _view(  # noqa: PLR0913, PLR0917  the columns of the two tables above
    request: StaffRequest,
    current: str,
    slug: str,
    text: str,
    icon: str,
    counts: dict[str, int],
    tone: str = "",
) -> View:
    filtered = request.GET.get("queue") or request.GET.get("q")
    return View(
        slug=slug,
        text=text,
        icon=icon,
        count=counts.get(slug),
        current=slug == current and not filtered,
        url=f"?view={slug}",
        tone=tone if counts.get(slug) else "",
    )


def _queues(request: StaffRequest, queues: list[Queue], counts: dict[str, int]) -> list[View]:
    here = request.GET.get("queue", "")
    return [
        View(
            slug=str(queue.pk),
            text=queue.name,
            icon="layers",
            count=counts.get(str(queue.pk), 0),
            current=str(queue.pk) == here,
            url=f"?queue={queue.pk}",
        )
        for queue in queues
    ]


def _chips(request: StaffRequest) -> tuple[Filter, ...]:
    chips = [
        choice_filter(
            request.GET, "priority", _("Priority"), [(str(p.value), str(p.label)) for p in Priority]
        )
    ]
    if (company := id_from(request.GET.get("company", ""))) is not None:
        name = people.company(request.actor, company).name
        clear = url_with(request.GET, company=None)
        chips.append(Filter(name="company", label=_("Company"), value=name, clear_url=clear))
    return tuple(chips)


@require_safe
@staff_page(VIEW)
def ticket_export(request: StaffRequest) -> StreamingHttpResponse:
    """The whole list as CSV, the newest ticket first: same filters, same permission."""
    rows = asked(request, now=timezone.now())
    found = pieces(lambda after: page_of(rows, "-id", after=after, size=PIECE))
    prefix = request.tenant.ticket_prefix
    columns = [
        _("Number"),
        _("Subject"),
        _("Company"),
        _("Requested by"),
        _("Status"),
        _("Priority"),
        _("Assignee"),
        _("Opened"),
        _("Last update"),
    ]
    return csv_download(
        "tickets", columns, ([_line(one, prefix) for one in piece] for piece in found)
    )


def _line(ticket: Ticket, prefix: str) -> list[object]:
    return [
        f"{prefix}{ticket.number}",
        ticket.subject,
        ticket.company.name,
        ticket.contact.name if ticket.contact else "",
        ticket.status.label_staff,
        ticket.get_priority_display(),
        ticket.assignee.name if ticket.assignee else "",
        timezone.localtime(ticket.opened_at).strftime("%Y-%m-%d %H:%M"),
        timezone.localtime(ticket.updated_at).strftime("%Y-%m-%d %H:%M"),
    ]
