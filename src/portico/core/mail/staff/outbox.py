"""The list of mails that got stuck, wait for another try, or have left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal
from portico.ui.pages import page
from portico.ui.tables import Tab, asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.settle import confirm_arrival, dismiss, send_again
from ..models import Message, MessageQuerySet
from ..permissions import MANAGE
from ..rules.words import Explanation, explained

SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One mail of the list, with what went wrong in words."""

    mail: Message
    explanation: Explanation | None
    is_in_doubt: bool
    is_stuck: bool


@require_GET
@staff_page(MANAGE)
def mail_list(request: StaffRequest) -> HttpResponse:
    view = request.GET.get("view", "")
    found = _views(request).get(view) or _views(request)[""]
    return page(request, "mail/staff/outbox.html", _context(request, view, found), "mails")


def _views(request: StaffRequest) -> dict[str, MessageQuerySet]:
    return {
        "": queries.stuck_mail(request.actor),
        "waiting": queries.waiting_mail(request.actor),
        "sent": queries.sent_mail(request.actor),
    }


def _context(request: StaffRequest, view: str, found: MessageQuerySet) -> dict[str, Any]:
    request.menu_slug = "settings"
    shown = asked_page(request.GET, found, "-id", size=SIZE)
    return {
        "view": view,
        "lines": [_line(mail) for mail in shown.rows],
        "pager": pager(request.GET, shown),
        "tabs": _tabs(request, view),
    }


def _tabs(request: StaffRequest, view: str) -> list[Tab]:
    here = reverse("staff:mail:outbox")
    health = queries.health(request.actor)
    return [
        Tab(url=here, text=_("Stuck"), count=health.stuck, hot=True, current=not view),
        Tab(url=f"{here}?view=waiting", text=_("Trying again"), current=view == "waiting"),
        Tab(url=f"{here}?view=sent", text=_("Sent"), current=view == "sent"),
    ]


def _line(mail: Message) -> Line:
    is_in_doubt = mail.state == Message.State.AMBIGUOUS
    wrong = bool(mail.reason) and not is_in_doubt and mail.state != Message.State.SENT
    return Line(
        mail=mail,
        explanation=explained(mail.reason, code=mail.code, answer=mail.answer) if wrong else None,
        is_in_doubt=is_in_doubt,
        is_stuck=mail.state in {Message.State.AMBIGUOUS, Message.State.FAILED},
    )


@require_POST
@staff_page(MANAGE)
def mail_again(request: StaffRequest, message_id: UUID) -> HttpResponse:
    return _settle(request, message_id, send_again, _("The e-mail is on its way again"))


@require_POST
@staff_page(MANAGE)
def mail_arrival(request: StaffRequest, message_id: UUID) -> HttpResponse:
    return _settle(request, message_id, confirm_arrival, _("Noted: it arrived"))


@require_POST
@staff_page(MANAGE)
def mail_dismissal(request: StaffRequest, message_id: UUID) -> HttpResponse:
    return _settle(request, message_id, dismiss, _("Taken off the list"))


def _settle(
    request: StaffRequest, message_id: UUID, deed: Callable[..., Message], words: str
) -> HttpResponse:
    """Do it, say so, and show the list again; a refusal is said there, too."""
    mail = queries.message(request.actor, message_id)
    try:
        deed(request.actor, mail)
    except Refusal as no:
        flash(request, str(no.words), tone="bad")
    else:
        flash(request, words)
    return redirect("staff:mail:outbox")
