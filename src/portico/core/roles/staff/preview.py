"""What a role shows and allows, on somebody who does not exist: no client's data is read."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portico.core.access.actors import Contact, Reach
from portico.core.access.menu import Entry, entries_for
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, Permission, can
from portico.ui.pages import page

from .. import queries
from ..models import REACHES, Role
from ..permissions import VIEW
from .titles import area_of

PAGE = "roles/staff/preview.html"
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One permission in this role: whether it is there, how far, and the pages it opens."""

    label: str
    allowed: bool
    reach: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """The permissions of one part of the product."""

    title: str
    lines: list[Line]

    @property
    def allowed(self) -> int:
        return sum(line.allowed for line in self.lines)


@require_safe
@staff_page(VIEW)
def preview(request: StaffRequest, role_id: UUID) -> HttpResponse:
    """The menu and every page and action, for an invented contact with this role."""
    role = queries.role(request.actor, role_id)
    if role.audience != Role.Audience.CONTACTS:
        raise NotVisible("role")
    reach = _reach(request.GET.get("reach", ""), role)
    actor = invented(role, reach)
    context = {
        "role": role,
        "actor": actor,
        "reaches": [(str(value), words, value == reach) for value, words in REACHES],
        "menu": menu(actor),
        "areas": areas(actor),
        "others": [one for one in queries.portal_roles(request.actor) if one.pk != role.pk],
    }
    return page(request, PAGE, context)


def invented(role: Role, reach: Reach) -> Contact:
    """Somebody with this role and nothing else, at a company that is not there."""
    codes = queries.matrix([role])[role.pk]
    return Contact(
        id=NOBODY,
        name=_("Sam Sample"),
        email="sam@example.com",
        company_id=NOBODY,
        company_name=_("Sample company"),
        grants=dict.fromkeys(codes, reach),
    )


def menu(actor: Contact) -> list[Entry]:
    """The entries of the portal's menu; their counts are not asked for."""
    return list(entries_for(actor, "portal"))


def areas(actor: Contact) -> list[Area]:
    """Everything that portal roles can hold, by the part of the product."""
    found: dict[str, list[Line]] = {}
    for permission in queries.permissions(Role.Audience.CONTACTS):
        found.setdefault(area_of(permission), []).append(_line(actor, permission))
    return [Area(title, lines) for title, lines in found.items()]


def _line(actor: Contact, permission: Permission) -> Line:
    allowed = can(actor, permission)
    reach = actor.reach(permission.code) if allowed and permission.scoped else None
    words = str(dict(REACHES)[reach.value]) if reach else ""
    return Line(str(permission.label), allowed, words, pages().get(permission.code, ()))


def _reach(asked: str, role: Role) -> Reach:
    known = {str(one.value): one for one in Reach}
    return known.get(asked, Reach(role.default_reach))


@cache
def pages() -> dict[str, tuple[str, ...]]:
    """Permission → addresses of the portal that ask for it, as their views declare."""
    found: dict[str, set[str]] = defaultdict(set)
    for address, view in _views(get_resolver(), "/"):
        code = getattr(getattr(view, "permission", None), "code", "")
        if code and getattr(view, "door", None) is Contact and "<" not in address:
            found[code].add(address)
    return {code: tuple(sorted(addresses)) for code, addresses in found.items()}


def _views(resolver: URLResolver, trail: str) -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        address = trail + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from _views(entry, address)
