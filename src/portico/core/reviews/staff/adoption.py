"""How much clients use the portal: all of them, week by week, and each company."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.actors import Actor
from portico.core.access.pages import StaffRequest, staff_page
from portico.kernel.keyset import page_of, pieces
from portico.ui.dates import written
from portico.ui.exports import csv_download
from portico.ui.pages import page
from portico.ui.tables import asked_page, choice_filter, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.count import ask_for_count, note_export
from ..models import AdoptionFigure, AdoptionTotal
from ..permissions import SEE_ADOPTION
from ..ports import USES
from ..rules import bars, width_of

ORDERS = {
    "quiet": "quiet_since",
    "unusual": "-unusual",
    "active": "-active",
    "never": "-never",
    "open": "-unanswered",
}
PIECE = 500


@require_safe
@staff_page(SEE_ADOPTION)
def adoption(request: StaffRequest) -> HttpResponse:
    """The figures of last night, or of whenever somebody asked."""
    request.menu_slug = "adoption"
    order = choice_filter(
        request.GET,
        "order",
        _("Order"),
        [
            ("quiet", _("Quiet ones first")),
            ("unusual", _("Unusual ones first")),
            ("active", _("Most active first")),
            ("never", _("Most who never came first")),
            ("open", _("Most unanswered invitations first")),
        ],
        default="quiet",
    )
    chosen = request.GET.get("order", "")
    by = ORDERS.get(chosen, ORDERS["quiet"])
    found = asked_page(request.GET, queries.figures(request.actor), by)
    context = {
        "total": (total := queries.total(request.actor)),
        "trend": _trend(total) if total else None,
        "order": order,
        "figures": [(one, _used(one)) for one in found.rows],
        "pager": pager(request.GET, found),
        "uses": [use.text for use in USES],
    }
    return page(request, "reviews/staff/adoption.html", context)


def _used(one: AdoptionFigure) -> list[tuple[str, int]]:
    """What the company uses the portal for, in the order of the columns."""
    return [(str(use.text), one.uses.get(use.slug, 0)) for use in USES]


def _trend(total: AdoptionTotal) -> dict[str, Any]:
    """The picture. Any: what the template draws."""
    weeks = [(written(date.fromisoformat(day)), n) for day, n in total.weeks]
    drawn = bars(weeks)
    return {"bars": drawn, "last": drawn[-1] if drawn else None, "width": width_of(weeks)}


@require_POST
@staff_page(SEE_ADOPTION)
def recount(request: StaffRequest) -> HttpResponseRedirect:
    """Count anew, in the background."""
    ask_for_count(request.actor)
    flash(request, _("The figures are being counted. Look again in a moment."))
    return redirect("staff:reviews:adoption")


@require_POST
@staff_page(SEE_ADOPTION)
def adoption_csv(request: StaffRequest) -> HttpResponseBase:
    """Every company with its figures."""
    note_export(request.actor)
    header = [
        _("Company"),
        _("May sign in"),
        _("Invited"),
        _("Joined"),
        _("Active in 30 days"),
        _("Not seen for 90 days"),
        _("Never signed in"),
        _("Unanswered invitations"),
        _("Last seen"),
        _("Sign-ins in 7 days"),
        _("Usual in 7 days"),
        _("Unusual"),
        *[str(use.text) for use in USES],
    ]
    return csv_download("adoption", header, _pieces(request.actor))


def _pieces(actor: Actor) -> Iterator[list[list[object]]]:
    found = queries.figures(actor)
    for some in pieces(lambda after: page_of(found, "id", after=after, size=PIECE)):
        yield [_cells(one) for one in some]


def _cells(one: AdoptionFigure) -> list[object]:
    return [
        one.company.name,
        one.eligible,
        one.invited,
        one.joined,
        one.active,
        one.dormant,
        one.never,
        one.unanswered,
        one.quiet_since if one.was_seen else None,
        one.sign_ins,
        one.usual_sign_ins,
        one.get_unusual_display(),
        *[number for _text, number in _used(one)],
    ]
