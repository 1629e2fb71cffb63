"""The own company and its people: names for everybody, access for the company's own admin."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page, signed_in_contact
from portico.core.access.permissions import Conflict, Refusal, can
from portico.core.invitations.actions.single import resend
from portico.core.invitations.permissions import INVITE
from portico.core.people import queries as people
from portico.core.people.models import Contact, StaffCard
from portico.core.people.permissions import ADD_COLLEAGUE, SEE_COLLEAGUES
from portico.core.profile.queries import pictures_of_cards
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.kernel.text import one_line
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from ..actions.access import change_role, switch_off, switch_on
from ..actions.colleagues import invite_colleague
from ..people_rows import Colleagues
from ..standing import standings, with_standing
from .forms import ClosingForm, ColleagueForm, ColleagueRoleForm

SIZE = 50
LIST, ONE = "portal:directory:people", "portal:directory:person"


@require_safe
@signed_in_contact
def company(request: PortalRequest) -> HttpResponse:
    """What we know of the company, and who looks after it."""
    actor, request.menu_slug = request.actor, "company"
    found = people.company(actor, actor.company_id)
    looks_after, team = people.own_team(actor)
    faces = _with_faces([looks_after, *team] if looks_after else team)
    context = {
        "company": found,
        "sites": people.sites(actor).order_by("name", "id"),
        "looks_after": faces[0] if looks_after else None,
        "team": faces[1:] if looks_after else faces,
        "may_see_people": can(actor, SEE_COLLEAGUES),
    }
    return page(request, "directory/portal/company.html", context)


def _with_faces(cards: list[StaffCard]) -> list[tuple[StaffCard, str]]:
    """Each card with the address of its picture; empty where there is none."""
    marks = pictures_of_cards(card.pk for card in cards)
    name = "portal:profile:staff_image"
    return [
        (card, reverse(name, args=[card.pk, marks[card.pk]]) if card.pk in marks else "")
        for card in cards
    ]


@require_safe
@portal_page(SEE_COLLEAGUES)
def people_list(request: PortalRequest) -> HttpResponse:
    """Colleagues by name; who may give access also sees who has it."""
    actor, words = request.actor, one_line(request.GET.get("q", ""), longest=100)
    request.menu_slug = "colleagues"
    mine = people.company(actor, actor.company_id)
    is_admin = can(actor, GIVE_ACCESS)
    wanted = people.people_of(actor, mine, words if is_admin else "")
    if words and not is_admin:  # an address must not be guessed from what is found
        wanted = wanted.filter(name__icontains=words)
    wanted = with_standing(actor, wanted) if is_admin else wanted.filter(is_active=True)
    found = asked_page(request.GET, wanted, "name", size=SIZE)
    lines = standings(found.rows, mine)
    context = {
        "people": Colleagues(actor.id).of(lines) if is_admin else lines,
        "pager": pager(request.GET, found),
        "words": words,
        "is_admin": is_admin,
        "may_invite": _may_invite(request),
    }
    return page(request, "directory/portal/people.html", context, "people")


def _may_invite(request: PortalRequest) -> bool:
    return can(request.actor, ADD_COLLEAGUE) and can(request.actor, GIVE_ACCESS)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(ADD_COLLEAGUE)
def invite_new(request: PortalRequest) -> HttpResponse:
    """Bring a colleague in: an invitation by mail, and a role below the own one."""
    actor, request.menu_slug = request.actor, "colleagues"
    mine = people.company(actor, actor.company_id)
    form = ColleagueForm(request.POST or None, roles=_roles(request))
    if attempt(form, lambda: invite_colleague(actor, mine, **form.cleaned_data)):
        words = _("The invitation is on its way to %(email)s.")
        flash(request, words % {"email": form.cleaned_data["email"]})
        return redirect(LIST)
    return form_page(request, "directory/portal/invite.html", {"form": form})


@require_safe
@portal_page(GIVE_ACCESS)
def person(request: PortalRequest, contact_id: UUID) -> HttpResponse:
    """One colleague: role, access, and what can be done about both."""
    return _shown(request, people.contact(request.actor, contact_id))


@require_POST
@portal_page(GIVE_ACCESS)
def role_change(request: PortalRequest, contact_id: UUID) -> HttpResponse:
    """Another role, no higher than the own one; old pages are told so."""
    found = people.contact(request.actor, contact_id)
    form = ColleagueRoleForm(request.POST, roles=_roles(request))
    if attempt(
        form, lambda: change_role(request.actor, found, **form.cleaned_data), ending=Conflict
    ):
        flash(request, _("Saved. It counts from the next click."))
        return redirect(ONE, found.pk)
    return _shown(request, found, form=form)


@require_POST
@portal_page(GIVE_ACCESS)
def closure(request: PortalRequest, contact_id: UUID) -> HttpResponse:
    """A colleague is out with the next click; to leave for good is a page of its own."""
    found = people.contact(request.actor, contact_id)
    form = ClosingForm(request.POST, auto_id="id_close_%s")
    if attempt(form, lambda: switch_off(request.actor, found, **form.cleaned_data)):
        flash(request, _("%(name)s can no longer sign in.") % {"name": found.name})
        return redirect(ONE, found.pk)
    return _shown(request, found, leaving=form)


@require_POST
@portal_page(GIVE_ACCESS)
def reopening(request: PortalRequest, contact_id: UUID) -> HttpResponseRedirect:
    """As it was before."""
    found = people.contact(request.actor, contact_id)
    switch_on(request.actor, found)
    flash(request, _("%(name)s can sign in again.") % {"name": found.name})
    return redirect(ONE, found.pk)


@require_POST
@portal_page(INVITE)
def invitation(request: PortalRequest, contact_id: UUID) -> HttpResponseRedirect:
    """The invitation once more; the link of before no longer works."""
    found = people.contact(request.actor, contact_id)
    if not can(request.actor, GIVE_ACCESS, on=found):
        raise Refusal(_("You cannot invite this person."))
    resend(request.actor, found)
    flash(request, _("The invitation is on its way to %(email)s.") % {"email": found.email})
    return redirect(ONE, found.pk)


def _roles(request: PortalRequest) -> list[Role]:
    return list(roles.portal_roles(request.actor))


def _shown(
    request: PortalRequest,
    found: Contact,
    *,
    form: ColleagueRoleForm | None = None,
    leaving: ClosingForm | None = None,
) -> HttpResponse:
    """The page of one colleague, and again with what was wrong."""
    request.menu_slug = "colleagues"
    mine = people.company(request.actor, request.actor.company_id)
    known = people.contacts(request.actor).filter(pk=found.pk)
    (line,) = standings(with_standing(request.actor, known), mine)
    choices = _roles(request)
    first = {"role": str(line.role_id or ""), "was": line.role_id}
    context: dict[str, Any] = {
        "line": line,
        "contact": found,
        "form": form or ColleagueRoleForm(roles=choices, initial=first),
        "leaving": leaving or ClosingForm(auto_id="id_close_%s"),
        "is_me": found.pk == request.actor.id,
        "is_beyond": line.role_id is not None and line.role_id not in {one.pk for one in choices},
    }
    wrong = form is not None or leaving is not None
    return page(request, "directory/portal/person.html", context, status=422 if wrong else 200)
