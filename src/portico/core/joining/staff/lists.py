"""Links of all companies and of one, a single link with its story, and what ends it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.mail import queries as mails
from portico.core.mail.models import Message
from portico.core.people import queries as people
from portico.core.people.frame import company_frame
from portico.core.people.models import Company
from portico.core.people.permissions import MANAGE as MANAGE_PEOPLE
from portico.ui.pages import form_page, page
from portico.ui.tables import Tab, asked_page, pager, url_with
from portico.ui.toasts import flash

from .. import queries
from ..actions.links import resume_link, revoke_link
from ..actions.rotate import suspend_joiners
from ..actions.send import addresses_in, send_link
from ..models import LinkRecipient, PortalLink, PortalLinkUse
from ..permissions import APPROVE, MANAGE, SET_POLICY
from ..words import HELP, REASONS, TONES
from .forms import RevokeForm, RotateForm, SendForm

ONE = "staff:joining:link"
FOUND = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A link as a list shows it."""

    link: PortalLink
    tone: str

    @classmethod
    def of(cls, link: PortalLink) -> "Line":
        return cls(link, TONES[link.state])


@require_safe
@staff_page(MANAGE)
def link_list(request: StaffRequest) -> HttpResponse:
    """Of all companies, those that end first on top."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else ""
    by = "-expires_at" if tab == "ended" else "expires_at"
    found = asked_page(request.GET, queries.links_in_tab(request.actor, tab), by)
    waiting = queries.requests(request.actor).count() if can(request.actor, APPROVE) else 0
    around = {
        "lines": [Line.of(one) for one in found.rows],
        "pager": pager(request.GET, found),
        "tabs": _tabs(request, tab),
        "tab": tab,
        "waiting": waiting,
        "may_set": can(request.actor, SET_POLICY),
    }
    return page(request, "joining/staff/list.html", around)


def _tabs(request: StaffRequest, tab: str) -> list[Tab]:
    counts = queries.tab_counts(request.actor)
    names = {
        "": _("Working"),
        "soon": _("Running out"),
        "used": _("Used up"),
        "suspended": _("Suspended"),
        "ended": _("Ended"),
    }
    return [
        Tab(
            url=url_with(request.GET, tab=key or None),
            text=text,
            count=counts[key or "works"],
            hot=key == "suspended",
            current=key == tab,
        )
        for key, text in names.items()
    ]


@require_safe
@staff_page(MANAGE)
def choose(request: StaffRequest) -> HttpResponse:
    """For which company a link is to be: found while typing, with the links that work."""
    words = request.GET.get("q", "")[:100]
    found = people.search_companies(request.actor, words).order_by("name", "id")
    companies = list(found.filter(status=Company.Status.ACTIVE)[:FOUND])
    counts = queries.working_counts(request.actor, companies)
    around = {
        "rows": [(one, counts.get(one.pk, 0)) for one in companies],
        "words": words,
        "may_test": can(request.actor, MANAGE_PEOPLE) or queries.policy().sandbox_id is not None,
    }
    return page(request, "joining/staff/choose.html", around, "found")


@require_safe
@staff_page(MANAGE)
def company(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The links of one company."""
    found = people.company(request.actor, company_id)
    around = company_frame(request.actor, found, tab="links") | {
        "lines": [Line.of(one) for one in queries.links_of(request.actor, found)]
    }
    return page(request, "joining/staff/company.html", around)


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody who got the link, and how far that has come."""

    row: LinkRecipient
    mail: str


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def link(request: StaffRequest, portallink_id: UUID) -> HttpResponse:
    """One link: who got it, what came of it; and send it to more people."""
    row = queries.link(request.actor, portallink_id)
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        sent = attempt(form, lambda: send_link(request.actor, row, to=addresses_in(to)))
        if sent:
            flash(request, _("On its way."))
            return redirect(ONE, row.pk)
    return form_page(request, "joining/staff/link.html", _about(request, row) | {"form": form})


def _about(request: StaffRequest, row: PortalLink) -> dict[str, object]:
    got_it = list(queries.recipients_of(row)[:200])
    states = _mail_states(got_it)
    told = queries.funnel(row)
    steps = {"opened", "code_sent", "joined"}  # those of the funnel
    kinds = [
        (label, told[kind])
        for kind, label in PortalLinkUse.Kind.choices
        if told.get(kind) and kind not in steps
    ]
    return company_frame(request.actor, row.company, tab="links") | {
        "line": Line.of(row),
        "link": row,
        "help": HELP[row.state.value],
        "why": REASONS.get(row.suspended_reason, ""),
        "funnel": queries.conversion(row),
        "kinds": kinds,
        "recipients": [Sent(one, states.get(one.message_id, "")) for one in got_it],
        "uses": [(one, REASONS.get(one.reason, "")) for one in queries.uses_of(row)[:50]],
        "people": queries.joined_with(request.actor, row),
        "rotate_form": RotateForm(),
        "revoke_form": RevokeForm(),
    }


def _mail_states(got_it: list[LinkRecipient]) -> dict[UUID | None, str]:
    words = dict(Message.State.choices)
    ids = [one.message_id for one in got_it if one.message_id]
    return {key: str(words[state]) for key, state in mails.states_of(ids).items()}


@require_POST
@staff_page(MANAGE)
def revoke(request: StaffRequest, portallink_id: UUID) -> HttpResponse:
    """Nobody joins with it any more."""
    form = RevokeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    row = revoke_link(request.actor, queries.link(request.actor, portallink_id), reason=reason)
    flash(request, _("Link revoked. Nobody can join with it any more."))
    return redirect(ONE, row.pk)


@require_POST
@staff_page(MANAGE)
def resume(request: StaffRequest, portallink_id: UUID) -> HttpResponse:
    """Put a suspended link back into use."""
    row = resume_link(request.actor, queries.link(request.actor, portallink_id))
    flash(request, _("The link works again."))
    return redirect(ONE, row.pk)


@require_POST
@staff_page(MANAGE)
def joiners_off(request: StaffRequest, portallink_id: UUID) -> HttpResponse:
    """Close the access of everybody who came through it."""
    row = queries.link(request.actor, portallink_id)
    closed = suspend_joiners(request.actor, row)
    flash(request, _("Access closed for %(n)d of them.") % {"n": closed})
    return redirect(ONE, row.pk)
