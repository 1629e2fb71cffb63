"""The activity log: who did what, when, from where; filtered, in detail, and as CSV."""

import json
from datetime import date
from uuid import UUID

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.actors import Actor
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.journal.events import words_of
from portico.core.journal.telling import Known
from portico.core.people import queries as people
from portico.ui.exports import csv_download
from portico.ui.pages import page
from portico.ui.tables import Tab, asked_page, pager, url_with

from ..actions.export import export_log
from ..permissions import VIEW
from ..queries import MONEY, SECURITY, SYSTEM, Line, Wanted, chunks, entries, line, lines, seal
from .forms import LogFilter
from .rows import ACTORS, changes, details, names_in, row, things_of

SIZE = 30


@require_safe
@staff_page(VIEW)
def log_list(request: StaffRequest) -> HttpResponse:
    """Newest first."""
    wanted = _wanted(request.GET)
    found = asked_page(request.GET, entries(request.actor, wanted), "-id", size=SIZE)
    told = lines(found.rows)
    things = things_of(request.actor, told)
    context = {
        "lines": [row(one, things) for one in told],
        "pager": pager(request.GET, found),
        "tabs": _tabs(request.GET, wanted),
        "wanted": wanted,
        "query": request.GET.urlencode(),
        "companies": people.companies(request.actor).order_by("name", "id").values("pk", "name"),
        "clear_url": _clear_url(request.GET, wanted),
    }
    return page(request, "log/staff/log.html", context, "log")


@require_safe
@staff_page(VIEW)
def log_line(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """One line with everything that is known about it."""
    found = line(request.actor, entry_id)
    known = names_in(request.actor, found)
    context = {
        **row(found, known),
        "changes": changes(found, known),
        "details": details(found, known),
        "seal": seal(found),
    }
    return page(request, "log/staff/log_line.html", context)


@require_POST
@staff_page(VIEW)
def log_export(request: StaffRequest) -> StreamingHttpResponse:
    """The filtered log as CSV; taking it is a line in the log too."""
    query = QueryDict(request.POST.get("query", ""))
    wanted = _wanted(query)
    export_log(request.actor, filters={key: query[key] for key in query if query[key]})
    header = [
        _("Time"), _("Who"), _("Kind"), _("Behind it"), _("What"), _("About"), _("Company"),
        _("Security"), _("Money"), _("Address"), _("Device"), _("Details"), _("Before"),
        _("After"), _("Line"),
    ]  # fmt: skip
    told = (_told(request.actor, piece) for piece in chunks(request.actor, wanted))
    return csv_download(f"log-{timezone.localdate()}", header, told)


def _told(actor: Actor, piece: list[Line]) -> list[list[object]]:
    things = things_of(actor, piece)
    return [_cells(one, things) for one in piece]


def _cells(one: Line, things: Known) -> list[object]:
    entry, beside = one.entry, one.personal
    about = things.get(entry.subject_id) if entry.subject_id else None
    return [
        timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
        entry.who,
        ACTORS.get(entry.actor_kind, entry.actor_kind),
        entry.behind_name,
        words_of(entry.name),
        about or "",
        one.company,
        _("yes") if entry.is_security else "",
        _("yes") if entry.is_financial else "",
        beside.ip,
        " ".join(filter(None, (beside.browser, beside.platform))),
        _json(entry.data),
        _json(beside.before),
        _json(beside.after),
        entry.pk,
    ]


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""


def _wanted(query: QueryDict) -> Wanted:
    form = LogFilter(query)
    form.is_valid()
    found = form.cleaned_data
    kind = query.get("kind", "")
    return Wanted(
        kind=kind if kind in {SECURITY, MONEY, SYSTEM} else "",
        words=found.get("q", ""),
        company=found.get("company"),
        since=_sane(found.get("since")),
        until=_sane(found.get("until")),
    )


def _sane(day: date | None) -> date | None:
    """Years that the arithmetic of dates can bear."""
    return day if day and 1971 <= day.year <= 9000 else None


def _tabs(query: QueryDict, wanted: Wanted) -> list[Tab]:
    kinds = [("", _("Everything")), (SECURITY, _("Security")), (MONEY, _("Money"))]
    kinds.append((SYSTEM, _("By the system")))
    return [
        Tab(url=url_with(query, kind=kind or None), text=text, current=wanted.kind == kind)
        for kind, text in kinds
    ]


def _clear_url(query: QueryDict, wanted: Wanted) -> str:
    """Leads back to the whole list, if it is narrowed."""
    narrowed = wanted.words or wanted.company or wanted.since or wanted.until
    return url_with(query, q=None, company=None, since=None, until=None) if narrowed else ""
