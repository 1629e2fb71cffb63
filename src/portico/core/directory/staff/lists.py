"""The client directory as a list, as a file, and in views that a colleague keeps."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.invitations.permissions import SEND_MANY
from portico.core.people.permissions import MANAGE, VIEW
from portico.kernel.keyset import page_of, pieces
from portico.ui.exports import csv_download
from portico.ui.pages import page
from portico.ui.tables import Tab, choice_filter, filter_line, pager, url_with
from portico.ui.toasts import flash

from ..actions.views import forget_view, save_view
from ..listing import Line, Totals, asked, companies, lines, saved_views, totals, wanted_of

SIZE, PIECE = 25, 500
LIST = "staff:directory:list"
KEPT = ("q", "tab", "order")  # what a saved view remembers


@require_safe
@staff_page(VIEW)
def company_list(request: StaffRequest) -> HttpResponse:
    """How every client does, a page at a time."""
    query, wanted = request.GET, wanted_of(request.GET)
    found, whole = asked(request.actor, query, wanted, size=SIZE), totals(request.actor)
    orders = [("", _("Name")), ("care", _("Needs care first")), ("seen", _("Quiet longest"))]
    context = {
        "rows": found.rows,
        "pager": pager(query, found, words=_shown(len(found.rows), whole)),
        "totals": whole,
        "tabs": _tabs(query, wanted.tab, whole),
        "filters": filter_line(
            query,
            target="companies",
            placeholder=_("Company or person"),
            order=choice_filter(query, "order", _("Sort by"), orders),
        ),
        "tab": wanted.tab,
        "views": saved_views(request.actor),
        "asked": urlencode({name: query[name] for name in KEPT if query.get(name)}),
        "export_url": reverse("staff:directory:export") + url_with(query, after=None, before=None),
        "may_change": can(request.actor, MANAGE),
        "may_invite": can(request.actor, SEND_MANY),
    }
    return page(request, "directory/staff/companies.html", context, "companies")


def _shown(number: int, whole: Totals) -> str:
    words = ngettext("%(n)s of %(all)s company", "%(n)s of %(all)s companies", whole.companies)
    return words % {"n": number, "all": whole.companies}


def _tabs(query: QueryDict, current: str, whole: Totals) -> list[Tab]:
    kinds = [
        ("", _("All"), whole.companies),
        ("mine", _("Mine"), whole.mine),
        ("on", _("Portal on"), whole.portal_on),
        ("off", _("Portal off"), whole.companies - whole.portal_on),
        ("care", _("Needs care"), whole.care),
        ("quiet", _("Portal quiet"), whole.quiet),
    ]
    return [
        Tab(
            url=url_with(query, tab=one or None),
            text=text,
            count=count,
            hot=one == "care" and count > 0,
            current=one == current,
        )
        for one, text, count in kinds
    ]


@require_safe
@staff_page(VIEW)
def company_export(request: StaffRequest) -> HttpResponseBase:
    """The list as it is filtered, whole."""
    actor, wanted = request.actor, wanted_of(request.GET)
    found = companies(actor, wanted).select_related("owner")
    turns = pieces(lambda after: page_of(found, "id", after=after, size=PIECE))
    header = [
        *(_("Company"), _("Status"), _("Portal"), _("People"), _("Active"), _("Invited")),
        *(_("Last seen"), _("Health"), _("Looked after by")),
    ]
    rows = ([_cells(one) for one in lines(actor, turn)] for turn in turns)
    return csv_download("companies", header, rows)


def _cells(line: Line) -> list[object]:
    one, count = line.company, line.count
    return [
        one.name,
        one.get_status_display(),
        _("on") if one.lets_in else _("off"),
        *(count.people, count.active, count.invited),
        count.seen.isoformat(timespec="minutes") if count.seen else "",
        line.concern.words if line.concern else "",
        one.owner.name if one.owner else "",
    ]


@require_POST
@staff_page(VIEW)
def view_save(request: StaffRequest) -> HttpResponseRedirect:
    """Under a name, in one's own list."""
    given = QueryDict(request.POST.get("query", ""))
    query = urlencode({name: given[name] for name in KEPT if given.get(name)})
    save_view(request.actor, name=request.POST.get("name", ""), query=query)
    flash(request, _("Kept. It stands above the list."))
    return redirect(f"{reverse(LIST)}?{query}")


@require_POST
@staff_page(VIEW)
def view_forget(request: StaffRequest, view_id: UUID) -> HttpResponseRedirect:
    """One's own view goes."""
    forget_view(request.actor, view_id=view_id)
    flash(request, _("Removed."))
    return redirect(LIST)
