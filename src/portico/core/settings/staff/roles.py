"""The matrix of roles and permissions, and the roles themselves."""

from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.actors import Reach
from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Permission, Refusal, can, require
from portico.core.access.proof import require_proof
from portico.core.roles import queries
from portico.core.roles.actions.roles import (
    add_role,
    change_permissions,
    delete_role,
    rename_role,
    reset_role,
)
from portico.core.roles.models import Role
from portico.core.roles.permissions import MANAGE, VIEW
from portico.kernel.text import one_line
from portico.ui.pages import form_page, page
from portico.ui.tables import Tab
from portico.ui.toasts import flash

from .forms import NewRoleForm, RoleEditForm

MATRIX = "settings/staff/roles.html"
type Held = dict[UUID, set[str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One checkbox: this role, that permission."""

    role: Role
    value: str
    checked: bool
    was: bool
    locked: bool

    @property
    def changed(self) -> bool:
        """Does the page show something else than what is stored?"""
        return self.checked != self.was


@dataclass(frozen=True, slots=True)
class Row:
    """One permission across all roles."""

    permission: Permission
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """The permissions of one part of the product."""

    slug: str
    title: str
    rows: list[Row]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VIEW)
def matrix(request: StaffRequest) -> HttpResponse:
    """Who may do what. “Review” shows what would change, “Save” does it."""
    if can(request.actor, MANAGE):
        require_proof()  # before anything is chosen that would have to be chosen again
    audience = _audience(request)
    roles = [one for one in queries.roles(request.actor) if one.audience == audience]
    stored = queries.matrix(roles)
    if request.method == "POST":
        require(request.actor, MANAGE)
        wanted = _posted(request, roles, stored)
        if "review" in request.POST:
            return _matrix(request, roles, stored, wanted=wanted)
        return _save(request, roles, stored, wanted=wanted)
    return _matrix(request, roles, stored, wanted=stored)


@require_safe
@staff_page(VIEW)
def affected(request: StaffRequest) -> HttpResponse:
    """How many people a change of these roles concerns, for the bar that saves it."""
    asked = set(request.GET.getlist("role"))
    chosen = [one.pk for one in queries.roles(request.actor) if str(one.pk) in asked]
    context = {"affected": queries.affected(request.actor, chosen)}
    return page(request, "settings/staff/affected.html", context)


def _save(request: StaffRequest, roles: list[Role], stored: Held, *, wanted: Held) -> HttpResponse:
    chosen = {role: wanted.get(role.pk, set()) for role in roles if not role.is_whole}
    try:
        changes = change_permissions(request.actor, chosen, seen=request.POST.get("seen", ""))
    except Refusal as no:
        return _matrix(request, roles, stored, wanted=wanted, problem=no)
    words = ngettext("%(n)s change saved.", "%(n)s changes saved.", changes) % {"n": changes}
    flash(request, f"{words} {_('It counts from the next click.')}")
    return redirect(_address(_audience(request)))


def _matrix(
    request: StaffRequest,
    roles: list[Role],
    stored: Held,
    *,
    wanted: Held,
    problem: Refusal | None = None,
) -> HttpResponse:
    audience = _audience(request)
    may_change = can(request.actor, MANAGE)
    holders = queries.holders(request.actor)
    words = one_line(request.GET.get("q", ""))[:100]
    groups = _groups(roles, stored, wanted, may_change=may_change, words=words)
    context = {
        "audience": audience,
        "tabs": _tabs(audience),
        "columns": [(one, holders.get(one.pk, 0)) for one in roles],
        "groups": groups,
        "hidden": _hidden(roles, wanted, groups) if may_change else [],
        "words": words,
        "all_url": _address(audience),
        "may_change": may_change,
        "differences": _differences(roles, stored, wanted),
        "affected": queries.affected(request.actor, _changed(roles, stored, wanted)),
        "problem": problem.words if problem else "",
        "seen": queries.mark([one for one in roles if not one.is_whole], stored),
    }
    return page(request, MATRIX, context, status=problem.status if problem else 200)


def _groups(
    roles: list[Role], stored: Held, held: Held, *, may_change: bool, words: str
) -> list[Group]:
    """Permissions in the order of their contexts, those that this audience may hold."""
    if not roles:
        return []
    groups: dict[str, list[Row]] = {}
    for permission in queries.permissions(Role.Audience(roles[0].audience)):
        if not _is_like(permission, words):
            continue
        cells = [
            _cell(
                role,
                permission.code,
                before=stored.get(role.pk, set()),
                now=held.get(role.pk, set()),
                may_change=may_change,
            )
            for role in roles
        ]
        groups.setdefault(permission.code.split(".")[0], []).append(Row(permission, cells))
    return [Group(label, _title(label), rows) for label, rows in groups.items()]


def _is_like(permission: Permission, words: str) -> bool:
    """Does the name of the permission, its code or its part of the product have these words?"""
    title = _title(permission.code.split(".")[0])
    return words.casefold() in f"{permission.label} {permission.code} {title}".casefold()


def _hidden(roles: list[Role], held: Held, groups: list[Group]) -> list[str]:
    """What a search hides is sent along as it is, so that saving takes nothing away."""
    shown = {row.permission.code for group in groups for row in group.rows}
    return [
        f"{role.pk}:{code}"
        for role in roles
        if not role.is_whole
        for code in sorted(held.get(role.pk, set()) - shown)
    ]


def _cell(role: Role, code: str, *, before: set[str], now: set[str], may_change: bool) -> Cell:
    return Cell(
        role,
        value=f"{role.pk}:{code}",
        checked=code in now,
        was=code in before,
        locked=role.is_whole or not may_change,
    )


def _differences(roles: list[Role], stored: Held, wanted: Held) -> list[tuple[str, str, bool]]:
    """(role, permission, is it given?) for each box that differs from what is stored."""
    labels = {one.code: str(one.label) for one in queries.permissions()}
    found = []
    for role in roles:
        before, after = stored.get(role.pk, set()), wanted.get(role.pk, set())
        found += [(role.name, labels.get(code, code), True) for code in sorted(after - before)]
        found += [(role.name, labels.get(code, code), False) for code in sorted(before - after)]
    return found


def _changed(roles: list[Role], stored: Held, wanted: Held) -> list[UUID]:
    """The roles that would hold something else."""
    ids = [one.pk for one in roles]
    return [one for one in ids if stored.get(one, set()) != wanted.get(one, set())]


def _posted(request: StaffRequest, roles: list[Role], stored: Held) -> Held:
    """The boxes that are ticked; locked ones are not sent and stay as they are."""
    wanted: Held = {one.pk: stored.get(one.pk, set()) if one.is_whole else set() for one in roles}
    known = {str(one.pk): one for one in roles if not one.is_whole}
    for value in request.POST.getlist("p"):
        role, _colon, code = value.partition(":")
        if role in known:
            wanted[known[role].pk].add(code)
    return wanted


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def role_new(request: StaffRequest) -> HttpResponse:
    """A new role, empty or like another one."""
    audience = _audience(request)
    roles = [one for one in queries.roles(request.actor) if one.audience == audience]
    first = {"copy_of": request.GET.get("copy", ""), "reach": Reach.OWN.value}
    form = NewRoleForm(request.POST or None, roles=roles, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        like = next((one for one in roles if str(one.pk) == given["copy_of"]), None)
        made = attempt(
            form,
            lambda: add_role(
                request.actor,
                audience=audience,
                name=given["name"],
                description=given["description"],
                reach=Reach(given["reach"] or Reach.OWN),
                copy_of=like,
            ),
        )
        if made:
            flash(request, _("Added. Now tick what it may do."))
            return redirect(_address(audience))
    context = {"form": form, "audience": audience, "back": _address(audience)}
    return form_page(request, "settings/staff/role_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def role_edit(request: StaffRequest, role_id: UUID) -> HttpResponse:
    """Name, purpose and usual reach of a role."""
    role = queries.role(request.actor, role_id)
    stored = {
        "name": role.name,
        "description": role.description,
        "reach": role.default_reach,
        "delegable": role.is_delegable,
    }
    form = RoleEditForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reach = Reach(given["reach"] or role.default_reach)
        renamed = attempt(
            form,
            lambda: rename_role(
                request.actor,
                role,
                name=given["name"],
                description=given["description"],
                reach=reach,
                delegable=given.get("delegable"),
            ),
        )
        if renamed:
            flash(request, _("Saved."))
            return redirect(_address(role.audience))
    people = queries.holders(request.actor).get(role.pk, 0)
    context = {
        "form": form,
        "role": role,
        "people": people,
        "back": _address(role.audience),
        "resets": queries.differs_from_preset(role),
    }
    return form_page(request, "settings/staff/role.html", context)


@require_POST
@staff_page(MANAGE)
def role_reset(request: StaffRequest, role_id: UUID) -> HttpResponseRedirect:
    """What came with the product holds again what it held at first."""
    role = queries.role(request.actor, role_id)
    changes = reset_role(request.actor, role)
    words = ngettext("%(n)s change saved.", "%(n)s changes saved.", changes) % {"n": changes}
    flash(request, f"{words} {_('It counts from the next click.')}")
    return redirect(_address(role.audience))


@require_POST
@staff_page(MANAGE)
def role_delete(request: StaffRequest, role_id: UUID) -> HttpResponseRedirect:
    """Only one that nobody holds."""
    role = queries.role(request.actor, role_id)
    delete_role(request.actor, role)
    flash(request, _("The role is gone."))
    return redirect(_address(role.audience))


def _audience(request: StaffRequest) -> Role.Audience:
    wanted = request.GET.get("for", "")
    return Role.Audience.STAFF if wanted == "staff" else Role.Audience.CONTACTS


def _address(audience: str) -> str:
    suffix = "?for=staff" if audience == Role.Audience.STAFF else ""
    return reverse("staff:settings:roles:matrix") + suffix


def _tabs(audience: Role.Audience) -> list[Tab]:
    kinds = {Role.Audience.CONTACTS: _("In the portal"), Role.Audience.STAFF: _("At the desk")}
    return [
        Tab(url=_address(one), text=text, current=one == audience) for one, text in kinds.items()
    ]


def _title(label: str) -> str:
    """What people call this part of the product."""
    return str(apps.get_app_config(label).verbose_name)
