"""A campaign that has been started: how far it is, what came of it, and the brakes."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.actors import Actor
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.mail import queries as mail_queries
from portico.kernel.keyset import Slice, page_of, pieces
from portico.ui.exports import csv_download
from portico.ui.pages import page
from portico.ui.tables import Tab, asked_page, pager, url_with
from portico.ui.toasts import flash

from .. import queries
from ..actions.campaigns import cancel_campaign, pause_campaign, resume_campaign, retry_failed
from ..models import Campaign, Invitation, Recipient
from ..permissions import SEND_MANY
from ..rules import BLOCKED, Tally, is_retried, reason_words, seconds_left

ONE = "staff:invitations:campaign"
MANY = 1000


@require_safe
@staff_page(SEND_MANY)
def campaign(request: StaffRequest, mailing_id: UUID) -> HttpResponse:
    """Progress while it runs, the result when it has ended, and each person with a reason."""
    found = queries.campaign(request.actor, mailing_id)
    if found.state == Campaign.State.DRAFT:
        return redirect("staff:invitations:people", found.pk)
    tally, state = queries.tally(found), request.GET.get("state", "")
    rows = asked_page(request.GET, queries.people_of(request.actor, found, state), "id", size=50)
    left = seconds_left(found, tally, now=timezone.now())
    away = found.state == Campaign.State.RUNNING and mail_queries.outage() is not None
    why = queries.explained(found)
    context = {
        "campaign": found,
        "tally": tally,
        "minutes_left": None if left is None else max(1, round(left / 60)),
        "seconds_left": None if away else left,
        "is_away": away,
        "why": [(one, one.reason in BLOCKED) for one in why],
        "can_retry": any(one.state == "failed" and is_retried(one.reason) for one in why),
        "funnel": queries.funnel(found),
        "rows": [(one, reason_words(one.reason)) for one in rows.rows],
        "tabs": _tabs(request, state, tally),
        "state": state,
        "pager": pager(request.GET, rows),
        "topic": f"campaign:{found.pk}",
    }
    return page(request, "invitations/staff/campaign.html", context, "progress")


def _tabs(request: StaffRequest, state: str, tally: Tally) -> list[Tab]:
    kinds = [("", _("All"), tally.all)]
    kinds += [(one.value, str(one.label), getattr(tally, one.value)) for one in Recipient.State]
    return [
        Tab(
            url=url_with(request.GET, state=key or None),
            text=text,
            count=number,
            current=key == state,
        )
        for key, text, number in kinds
    ]


def _done(
    request: StaffRequest, mailing_id: UUID, deed: Callable[[Actor, Campaign], Campaign], said: str
) -> HttpResponseRedirect:
    deed(request.actor, queries.campaign(request.actor, mailing_id))
    flash(request, said)
    return redirect(ONE, mailing_id)


@require_POST
@staff_page(SEND_MANY)
def pause(request: StaffRequest, mailing_id: UUID) -> HttpResponseRedirect:
    """Nothing more leaves until somebody goes on."""
    return _done(request, mailing_id, pause_campaign, _("Paused. Nothing more leaves."))


@require_POST
@staff_page(SEND_MANY)
def resume(request: StaffRequest, mailing_id: UUID) -> HttpResponseRedirect:
    """The rest leaves now."""
    return _done(request, mailing_id, resume_campaign, _("It goes on."))


@require_POST
@staff_page(SEND_MANY)
def cancel(request: StaffRequest, mailing_id: UUID) -> HttpResponseRedirect:
    """Whoever's turn has not come is not invited."""
    said = _("Stopped. Whoever had not been invited yet is not.")
    return _done(request, mailing_id, cancel_campaign, said)


@require_POST
@staff_page(SEND_MANY)
def retry(request: StaffRequest, mailing_id: UUID) -> HttpResponseRedirect:
    """Those that failed, once more."""
    return _done(request, mailing_id, retry_failed, _("They are tried again."))


@require_POST
@staff_page(SEND_MANY)
def export(request: StaffRequest, mailing_id: UUID) -> StreamingHttpResponse:
    """Everybody with what came of it, as a file for a spreadsheet."""
    found = queries.campaign(request.actor, mailing_id)
    turn = partial(_piece, queries.recipients(request.actor, found))
    cells = ([_cells(one) for one in piece] for piece in pieces(turn))
    header = [
        *(_("Company"), _("Name"), _("E-mail address"), _("Result"), _("Reason")),
        *(_("Server's code"), _("Server's answer"), _("Time"), _("Invitation")),
    ]
    return csv_download(f"invitations-{found.created_at:%Y-%m-%d}", header, cells)


def _piece(rows: QuerySet[Recipient], after: str) -> Slice[Recipient]:
    return page_of(rows, "id", after=after, size=MANY)


def _cells(one: Recipient) -> list[object]:
    invitation: Invitation | None = one.invitation
    moment = one.ended_at or one.tried_at
    return [
        one.company.name,
        one.contact.name,
        invitation.email if invitation else one.contact.email,
        one.get_state_display(),
        reason_words(one.reason),
        one.code or "",
        one.answer,
        timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "",
        invitation.get_state_display() if invitation else "",
    ]
