"""The link doctor, who waits for a yes, the rules for all links, and moving somebody."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.core.roles import queries as roles
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.decide import answer_wish, approve, refuse
from ..actions.move import move_membership, undo_move
from ..actions.policy import change_policy
from ..actions.rotate import rotate_all
from ..models import JoinRequest, PortalLink
from ..permissions import APPROVE, MANAGE, MOVE, SET_POLICY
from ..rules import checked_origins, find_token, has_broken_token
from ..words import HELP, REASONS, TONES
from .forms import DecisionForm, DoctorForm, MoveForm, PolicyForm

REQUESTS = "staff:joining:requests"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is true of a pasted text, and what to do about it."""

    heading: str
    help: str
    tone: str
    link: PortalLink | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def doctor(request: StaffRequest) -> HttpResponse:
    """Paste whatever somebody sent, or write whom it is about. The text is kept nowhere."""
    form = DoctorForm(request.POST or None)
    around: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["text"]:
            around["found"] = diagnose(given["text"])
        if given["email"]:
            trace = queries.trace(request.actor, given["email"])
            steps = [(one, REASONS.get(one.reason, "")) for one in trace.steps]
            around |= {"trace": trace, "steps": steps}
    return form_page(request, "joining/staff/doctor.html", around)


def diagnose(text: str) -> Diagnosis:
    """The exact state of the link in a text."""
    if not find_token(text):
        kind = "broken" if has_broken_token(text) else "none"
        return Diagnosis(_("No whole link in it"), str(HELP[kind]), "warn")
    knock = queries.behind(text)
    if knock is None:
        return Diagnosis(_("Not one of yours"), str(HELP["unknown"]), "bad")
    link, key = knock.link, knock.link.state.value
    if link.is_working and not queries.portal_is_open(link.company):
        return Diagnosis(_("Portal off"), str(HELP["portal_off"]), "warn", link)
    key = "rotated" if link.rotated_to_id and not link.is_working else key
    return Diagnosis(str(link.state.label), str(HELP[key]), TONES[link.state], link)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request with what helps to decide it."""

    row: JoinRequest
    why: str
    alike: list[Contact]


@require_safe
@staff_page(APPROVE)
def requests(request: StaffRequest) -> HttpResponse:
    """Oldest first."""
    found = asked_page(request.GET, queries.requests(request.actor), "id", size=25)
    alike = queries.lookalikes(request.actor, found.rows)
    rows = [
        Waiting(one, str(REASONS.get(one.why, "")), alike.get(one.pk, [])) for one in found.rows
    ]
    form = DecisionForm(roles=roles.portal_roles(request.actor))
    around = {"rows": rows, "pager": pager(request.GET, found), "form": form}
    return page(request, "joining/staff/requests.html", around)


@require_POST
@staff_page(APPROVE)
def decide(request: StaffRequest, joinrequest_id: UUID) -> HttpResponse:
    """Yes with a role, no with a reason, or a new link."""
    actor, asked = request.actor, queries.request(request.actor, joinrequest_id)
    match request.POST.get("answer", ""):
        case "yes":
            form = DecisionForm(request.POST, roles=roles.portal_roles(actor))
            if not form.is_valid():
                raise Refusal(_("Choose a role."))
            approve(actor, asked, role=form.roles[form.cleaned_data["role"]])
            flash(request, _("They are in. We have written to them."))
        case "no":
            refuse(actor, asked, reason=request.POST.get("reason", ""))
            flash(request, _("They were told that it did not work out."))
        case "link":
            answer_wish(actor, asked, send=True)
            flash(request, _("A new link is on its way."))
        case _:
            answer_wish(actor, asked, send=False)
            flash(request, _("Put aside."))
    return redirect(REQUESTS)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(SET_POLICY)
def policy(request: StaffRequest) -> HttpResponse:
    """How long links may work, and who may frame the join page."""
    row = queries.policy()
    first = {
        "usual_days": row.usual_days,
        "most_days": row.most_days,
        "origins": "\n".join(row.origins),
    }
    form = PolicyForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        saved = attempt(
            form,
            lambda: change_policy(
                request.actor,
                usual_days=given["usual_days"],
                most_days=given["most_days"],
                origins=checked_origins(given["origins"]),
            ),
        )
        if saved:
            flash(request, _("Saved."))
            return redirect("staff:joining:policy")
    around = {"form": form, "working": queries.tab_counts(request.actor)["works"]}
    return form_page(request, "joining/staff/policy.html", around)


@require_POST
@staff_page(SET_POLICY)
def replace_all(request: StaffRequest) -> HttpResponse:
    """Every working link of the tenant ends, and another one takes its place."""
    replaced = rotate_all(request.actor)
    flash(request, _("Replaced %(n)d links. The old ones no longer work.") % {"n": replaced})
    return redirect("staff:joining:list")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MOVE)
def move(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Somebody joined the wrong company: both names in view before anything happens."""
    contact = people.contact(request.actor, contact_id)
    form = MoveForm(request.POST or request.GET or None)
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    chosen = given.get("company")
    to = people.company(request.actor, chosen) if chosen else None
    if request.method == "POST" and to is not None and request.POST.get("sure") == "yes":
        done = attempt(form, lambda: move_membership(request.actor, contact, to_company=to))
        if done:
            flash(request, _("Moved. It can be undone for 24 hours on this page."))
            return redirect("staff:joining:move", done.became_id)
    words = given.get("q", "")
    found = people.search_companies(request.actor, words).exclude(pk=contact.company_id)
    mine = queries.moves(request.actor).filter(became=contact, undone_at=None)
    around = {
        "contact": contact,
        "form": form,
        "words": words,
        "to": to,
        "companies": list(found.order_by("name", "id")[:10]) if words else [],
        "moved": mine.order_by("-id").first(),
    }
    return form_page(request, "joining/staff/move.html", around)


@require_POST
@staff_page(MOVE)
def move_undo(request: StaffRequest, membershipmove_id: UUID) -> HttpResponse:
    """As it was before."""
    row = undo_move(request.actor, queries.move(request.actor, membershipmove_id))
    flash(request, _("Undone."))
    return redirect("staff:joining:move", row.was_id)
