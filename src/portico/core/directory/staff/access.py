"""The tab “Portal access” of a company: who gets in, the switch, and what happened there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal, can
from portico.core.log.permissions import VIEW as VIEW_LOG
from portico.core.people import queries as people
from portico.core.people.actions.portal import (
    NotActive,
    choose_primary,
    disable_portal,
    enable_portal,
)
from portico.core.people.frame import company_frame
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import MANAGE_PORTAL, VIEW
from portico.core.roles import queries as roles
from portico.core.roles.actions.access import open_access
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.viewing.permissions import VIEW_AS
from portico.kernel.ids import id_from
from portico.kernel.text import one_line
from portico.ui.pages import page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from ..actions.access import change_role, switch_off, switch_on
from ..around import around
from ..checklist import first_steps
from ..people_rows import Around, WithAccess
from ..queries import security_of
from ..standing import standings, with_standing
from .forms import BulkAccessForm, PortalOffForm, PortalOnForm, RoleForm

PEOPLE, MOST = 50, 200
ONE = "staff:directory:access_tab"
PAGE = "directory/staff/access.html"


@require_safe
@staff_page(VIEW)
def access_tab(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Everybody of the company with the reason why they get in or not."""
    return _shown(request, people.company(request.actor, company_id))


@require_POST
@staff_page(MANAGE_PORTAL)
def portal_on(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Let the company's people in, at once or on a day to come."""
    found = people.company(request.actor, company_id)
    form = PortalOnForm(request.POST, people=_speakers(request, found))
    done = attempt(
        form, lambda: enable_portal(request.actor, found, **form.cleaned_data), ending=NotActive
    )
    if done is None:
        return _shown(request, found, on=form)
    planned = not done.portal_enabled
    flash(request, _("Planned.") if planned else _("The portal is on for them."))
    return redirect(ONE, found.pk)


@require_POST
@staff_page(MANAGE_PORTAL)
def portal_off(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Keep all of them out from the next click on; nothing of theirs is lost."""
    found = people.company(request.actor, company_id)
    form = PortalOffForm(request.POST)
    if attempt(form, lambda: disable_portal(request.actor, found, **form.cleaned_data)) is None:
        return _shown(request, found, off=form)
    flash(request, _("The portal is off: nobody gets in. Accounts and roles stay."))
    return redirect(ONE, found.pk)


@require_POST
@staff_page(MANAGE_PORTAL)
def primary_choose(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Who speaks for the company in the portal."""
    found = people.company(request.actor, company_id)
    form = PortalOnForm(request.POST, people=_speakers(request, found))
    if not form.is_valid():
        return _shown(request, found, on=form)
    choose_primary(request.actor, found, primary=form.cleaned_data["primary"])
    flash(request, _("Saved."))
    return redirect(ONE, found.pk)


@require_POST
@staff_page(GIVE_ACCESS)
def role_change(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """Another role; whoever looked at an old page is told so."""
    found = people.contact(request.actor, contact_id)
    form = RoleForm(request.POST, roles=roles.portal_roles(request.actor))
    if not form.is_valid():
        raise Refusal(_("Choose one of the roles."), field="role")
    given = form.cleaned_data
    change_role(request.actor, found, role=given["role"], was=given["was"])
    flash(request, _("Saved. It counts from the next click."))
    return redirect(ONE, found.company_id)


@require_POST
@staff_page(GIVE_ACCESS)
def access_changes(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The same for everybody who is ticked; who refuses is named, the others are done."""
    company = people.company(request.actor, company_id)
    form = BulkAccessForm(request.POST, roles=roles.portal_roles(request.actor))
    if not form.is_valid():
        return _shown(request, company, bulk=form)
    ticked = _ticked(request, company)
    done, refused = _each(request, ticked, form)
    if done:
        words = ngettext("%(n)s person changed.", "%(n)s people changed.", done)
        flash(request, words % {"n": done})
    for words in refused[:3]:
        flash(request, words, tone="bad")
    if not ticked:
        flash(request, _("Tick the people first."), tone="bad")
    return redirect(ONE, company.pk)


def _ticked(request: StaffRequest, company: Company) -> list[Contact]:
    """Only people of this company: an id of anybody else answers 404 as a whole."""
    ids = {one for one in map(id_from, request.POST.getlist("contact")[:MOST]) if one}
    found = [people.contact(request.actor, one) for one in sorted(ids)]
    return [people.of_company(one, company) for one in found]


def _each(
    request: StaffRequest, ticked: list[Contact], form: BulkAccessForm
) -> tuple[int, list[str]]:
    done, refused = 0, []
    for contact in ticked:
        try:
            _one(request, contact, form.cleaned_data)
            done += 1
        except Refusal as problem:
            refused.append(f"{contact.name}: {problem.words}")
    return done, refused


def _one(request: StaffRequest, contact: Contact, wanted: dict[str, Any]) -> None:
    actor = request.actor
    match wanted["deed"]:
        case "off":
            switch_off(actor, contact, reason=wanted["reason"])
        case "role":
            open_access(actor, contact, role=wanted["role"])
        case "quiet":
            switch_on(actor, contact, quiet=True)
        case _:
            switch_on(actor, contact)


def _speakers(request: StaffRequest, company: Company) -> list[Contact]:
    """Who may be the primary contact; big companies show the first ones by name."""
    known = people.contacts(request.actor).filter(company=company, is_active=True)
    return list(known.exclude(email="").order_by("name", "id")[:MOST])


def _shown(
    request: StaffRequest,
    company: Company,
    *,
    on: PortalOnForm | None = None,
    off: PortalOffForm | None = None,
    bulk: BulkAccessForm | None = None,
) -> HttpResponse:
    """The tab, and again with what was wrong (422)."""
    actor = request.actor
    known = around(actor, company, request.tenant)
    may_give = can(actor, GIVE_ACCESS)
    first = {"primary": str(known.primary or "")}
    context = company_frame(actor, company, tab="access", headcount=known.count)
    alike = Around(
        company=company,
        roles=[(one.pk, one.name) for one in known.roles],
        primary=known.primary,
        may_give=may_give,
        ticked={id_from(one) for one in request.POST.getlist("contact")} if bulk else (),
        path=request.path,
        token=get_token(request),
    )
    may_view = can(actor, VIEW_AS) and known.may_be_viewed
    context |= _lines(request, company, alike, may_view=may_view)
    context |= {
        "around": known,
        "first_steps": first_steps(company, known),
        "may_switch": can(actor, MANAGE_PORTAL),
        "may_give_access": may_give,
        "may_view_as": can(actor, VIEW_AS),
        "on_form": on or PortalOnForm(people=known.speakers, initial=first),
        "off_form": off or PortalOffForm(),
        "bulk": bulk or BulkAccessForm(roles=known.roles),
        "may_read_log": can(actor, VIEW_LOG),
        "security": security_of(actor, company),
    }
    wrong = any(form is not None for form in (on, off, bulk))
    return page(request, PAGE, context, "people", status=422 if wrong else 200)


def _lines(
    request: StaffRequest, company: Company, alike: Around, *, may_view: bool
) -> dict[str, Any]:
    """Any: pieces of the template's context."""
    actor, words = request.actor, one_line(request.GET.get("q", ""), longest=100)
    wanted = with_standing(actor, people.people_of(actor, company, words))
    found = asked_page(request.GET, wanted, "name", size=PEOPLE)
    lines = standings(found.rows, company, may_view=may_view)
    drawn = WithAccess(alike)
    return {
        "people": drawn.of(lines),
        "forms": drawn.forms(lines),
        "pager": pager(request.GET, found),
        "words": words,
    }
