"""Why somebody may do what they do, whether they get in, and what another role would change."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portico.core.access.actors import Reach
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, can
from portico.core.people import queries as people
from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.ui.pages import page

from .. import queries
from ..models import REACHES, Role
from ..permissions import GIVE_ACCESS
from ..queries import Effective, Held
from .forms import RoleChoiceForm
from .titles import area_of

PAGE = "roles/staff/why.html"


@dataclass(frozen=True, slots=True)
class Area:
    """The permissions of one part of the product."""

    title: str
    held: list[Held]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that another role would change."""

    label: str
    before: str
    after: str


@require_safe
@staff_page(VIEW_PEOPLE)
def why(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """The chain behind each permission; `?role=` asks what another role would add."""
    contact, request.menu_slug = people.contact(request.actor, contact_id), "directory"
    if not can(request.actor, GIVE_ACCESS) and not queries.roles(request.actor).exists():
        raise NotVisible("access")
    found = queries.effective_access(request.actor, contact)
    form = RoleChoiceForm(request.GET or None, roles=queries.portal_roles(request.actor))
    role = form.cleaned_data["role"] if form.is_bound and form.is_valid() else None
    context = {
        "contact": contact,
        "found": found,
        "areas": _areas(found),
        "form": form,
        "role": role,
        "differences": _differences(found, role, form) if role else [],
        "guests": queries.guests_of(contact.pk),
        "guest": queries.guest_here(contact.pk),
        "may_give_access": can(request.actor, GIVE_ACCESS),
    }
    return page(request, PAGE, context)


def _areas(found: Effective) -> list[Area]:
    areas: dict[str, list[Held]] = {}
    for held in found.grants:
        areas.setdefault(area_of(held.permission), []).append(held)
    return [Area(title, held) for title, held in areas.items()]


def _differences(found: Effective, role: Role, form: RoleChoiceForm) -> list[Difference]:
    reach = Reach(form.cleaned_data["reach"] or role.default_reach)
    now = {one.permission: one.reach for one in found.grants}
    then = queries.with_role(found, role, reach).grants
    return [
        Difference(
            str(one.permission.label),
            _words(now.get(one.permission), scoped=one.permission.scoped),
            _words(one.reach, scoped=one.permission.scoped),
        )
        for one in then
        if _changes(now.get(one.permission), one)
    ]


def _changes(before: Reach | None, after: Held) -> bool:
    return before is None or (after.permission.scoped and before != after.reach)


def _words(reach: Reach | None, *, scoped: bool) -> str:
    if reach is None:
        return _("no")
    return str(dict(REACHES)[reach.value]) if scoped else _("yes")
