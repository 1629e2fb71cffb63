"""Colleagues and teams: invite, change, switch off, help who has lost the phone."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.access.proof import require_proof
from portico.core.people import queries as people
from portico.core.people.actions.staff import add_staff_user, change_staff_user
from portico.core.people.actions.teams import add_team, change_team
from portico.core.people.models import StaffUser, Team
from portico.core.people.permissions import MANAGE_STAFF
from portico.core.roles.permissions import MANAGE as MANAGE_ROLES
from portico.ui.forms import Form
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import colleagues
from ..actions.ceiling import require_not_above
from ..actions.colleagues import disable_staff, enable_staff, give_roles, join_teams
from ..actions.factor import reset_factor
from ..actions.invite import invite_staff
from .forms import ColleagueForm, TeamForm


@require_safe
@staff_page(MANAGE_STAFF)
def people_list(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, with roles, teams and when they were seen last."""
    around = {
        "people": colleagues.everybody(request.actor),
        "teams": people.teams(request.actor).order_by("position", "name", "id"),
    }
    return page(request, "identity/staff/people.html", around)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE_STAFF)
def invitation(request: StaffRequest) -> HttpResponse:
    """A new colleague, who gets a mail with a link to join."""
    if can(request.actor, MANAGE_ROLES):
        require_proof()  # before anything is typed that would have to be typed again
    form = _colleague_form(request, None)
    if request.method == "POST" and form.is_valid():
        staff = attempt(form, lambda: _invite(request, form.cleaned_data))
        if staff is not None:
            flash(request, _("Invitation sent to %(email)s.") % {"email": staff.email})
            return redirect("staff:identity:people")
    return _show(request, "identity/staff/invite.html", form, {})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE_STAFF)
def person(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """One colleague: details, roles, teams, and how they sign in."""
    staff = people.staff_user(request.actor, staff_id)
    form = _colleague_form(request, staff)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: _change(request, staff, form.cleaned_data))
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("staff:identity:people")
    about = {"person": colleagues.one(request.actor, staff_id)}
    return _show(request, "identity/staff/person.html", form, about)


@require_POST
@staff_page(MANAGE_STAFF)
def person_invite(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Send the invitation again; the older link stops working."""
    staff = people.staff_user(request.actor, staff_id)
    invite_staff(request.actor, staff)
    flash(request, _("Invitation sent to %(email)s.") % {"email": staff.email})
    return redirect("staff:identity:person", staff_id)


@require_POST
@staff_page(MANAGE_STAFF)
def person_disable(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Switch off: open sessions end at once."""
    staff = people.staff_user(request.actor, staff_id)
    disable_staff(request.actor, staff)
    flash(request, _("%(name)s can no longer sign in.") % {"name": staff.name})
    return redirect("staff:identity:person", staff_id)


@require_POST
@staff_page(MANAGE_STAFF)
def person_enable(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Switch on again."""
    staff = enable_staff(request.actor, people.staff_user(request.actor, staff_id))
    flash(request, _("%(name)s can sign in again.") % {"name": staff.name})
    return redirect("staff:identity:person", staff_id)


@require_POST
@staff_page(MANAGE_STAFF)
def person_reset(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """The phone is lost: the next sign-in sets up a new app."""
    staff = people.staff_user(request.actor, staff_id)
    reset_factor(request.actor, staff)
    words = _("%(name)s sets up a new app at the next sign-in.")
    flash(request, words % {"name": staff.name})
    return redirect("staff:identity:person", staff_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE_STAFF)
def team(request: StaffRequest, team_id: UUID | None = None) -> HttpResponse:
    """A new team, or who belongs to this one."""
    found = people.team(request.actor, team_id) if team_id else None
    everybody = people.staff_users(request.actor).exclude(status=StaffUser.Status.DISABLED)
    form = TeamForm(
        request.POST or None,
        people=everybody.order_by("name", "id"),
        initial=_known_team(found),
    )
    if request.method == "POST" and form.is_valid():
        chosen = list(everybody.filter(pk__in=form.cleaned_data["members"]))
        attempt(form, lambda: _keep_team(request, found, form.cleaned_data["name"], chosen))
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("staff:identity:people")
    return _show(request, "identity/staff/team.html", form, {"team": found})


def _show(request: StaffRequest, template: str, form: Form, around: dict[str, Any]) -> HttpResponse:
    return form_page(request, template, {"form": form, **around})


def _colleague_form(request: StaffRequest, staff: StaffUser | None) -> ColleagueForm:
    """Roles only for who may give them; a field that is not there changes nothing."""
    may_give = can(request.actor, MANAGE_ROLES)
    known = colleagues.known(request.actor, staff) if staff else None
    return ColleagueForm(
        request.POST or None,
        initial=known or {"roles": colleagues.usual_roles(request.actor)},
        roles=colleagues.staff_roles(request.actor) if may_give else (),
        teams=people.teams(request.actor).order_by("position", "name", "id"),
    )


def _invite(request: StaffRequest, given: dict[str, Any]) -> StaffUser:
    """All or nothing: a colleague without the right roles gets no mail either."""
    about = {name: given[name] for name in ("name", "email", "title", "phone")}
    with transaction.atomic():
        staff = add_staff_user(request.actor, **about)
        _belong(request, staff, given)
        invite_staff(request.actor, staff)
    return staff


def _change(request: StaffRequest, staff: StaffUser, given: dict[str, Any]) -> None:
    require_not_above(request.actor, staff)
    if given["email"].strip().lower() != staff.email:
        require_proof()  # the link for a new password goes there
    with transaction.atomic():
        change_staff_user(
            request.actor,
            staff,
            name=given["name"],
            email=given["email"],
            title=given["title"],
            phone=given["phone"],
        )
        _belong(request, staff, given)


def _belong(request: StaffRequest, staff: StaffUser, given: dict[str, Any]) -> None:
    if "roles" in given:
        roles = colleagues.staff_roles(request.actor)
        wanted = [role for role in roles if str(role.pk) in given["roles"]]
        if {role.pk for role in wanted} != colleagues.roles_held(staff):
            give_roles(request.actor, staff, roles=wanted)
    if "teams" in given:
        teams = people.teams(request.actor).filter(pk__in=given["teams"])
        join_teams(request.actor, staff, teams=list(teams))


def _known_team(found: Team | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {"name": found.name, "members": colleagues.member_ids(found)}


def _keep_team(
    request: StaffRequest, found: Team | None, name: str, members: list[StaffUser]
) -> Team:
    with transaction.atomic():
        kept = found or add_team(request.actor, name=name)
        return change_team(request.actor, kept, name=name, members=members)
