"""Fill what stands around a page: brand, menu, person. Drawn by `ui`, known here."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.access.menu import (
    COMPANY_TABS,
    ENTRIES,
    SETTINGS,
    Count,
    Entry,
    entries_for,
    pages_at_hand,
)
from portico.core.profile.queries import picture_of
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import Role, current_scope
from portico.ui.nav import Brand, Link, Looking, NavGroup, NavItem, Shell, Who
from portico.ui.palette import palette

HELP = "circle-question-mark"
COMPANIES = "directory"  # the entry below which all pages about one company stand
DOORS = ("/staff/", "/portal/")  # everything lies below them


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context variable `shell`; made only when a template draws it. None without a tenant."""
    tenant: Tenant | None = getattr(request, "tenant", None)
    if tenant is None:
        return {"shell": None}
    return {"shell": cache(lambda: _shell(request, tenant))}


def brand_of(tenant: Tenant) -> Brand:
    """How the tenant looks and is reached, from its one row."""
    canvas = palette(tenant.colour)["canvas"]
    return Brand(
        name=tenant.name,
        portal_name=tenant.portal_name or _("%(name)s portal") % {"name": tenant.name},
        logo_url=f"/brand/{tenant.logo_hash}" if tenant.logo_hash else "",
        css_url=f"/brand/{tenant.css_hash}.css" if tenant.css_hash else "",
        favicon_url=_icon_url(tenant),
        theme_light=canvas[0],
        theme_dark=canvas[1],
        tagline=tenant.tagline,
        subline=tenant.intro,
        phone=tenant.phone,
        hours=tenant.hours,
        footer=tuple(Link(url=one["url"], text=one["text"]) for one in tenant.legal_links),
    )


def _icon_url(tenant: Tenant) -> str:
    """The logo, else the first letter on the brand's colour."""
    if tenant.logo_hash:
        return f"/brand/{tenant.logo_hash}"
    return f"/brand/{tenant.css_hash}.svg" if tenant.css_hash else static("ui/favicon.svg")


def _shell(request: HttpRequest, tenant: Tenant) -> Shell:
    actor = _whose(request)
    match actor:
        case Staff():
            return _staff(request, tenant, actor)
        case Contact():
            return _portal(request, tenant, actor)
        case _:
            return Shell(brand=brand_of(tenant), home_url="/portal/")


def _whose(request: HttpRequest) -> Actor | None:
    """Whose page it is. In the scope of the door nobody is signed in: menus need more than that."""
    inside = current_scope()
    at_the_door = inside is not None and inside.role is Role.DOOR
    return None if at_the_door else getattr(request, "actor", None)


def _portal(request: HttpRequest, tenant: Tenant, actor: Contact) -> Shell:
    groups, tabs = _menu(actor, "portal")
    return Shell(
        brand=brand_of(tenant),
        nav=groups,
        tabs=tabs,
        who=Who(
            name=actor.name,
            detail=actor.email,
            company=actor.company_name,
            avatar_url=_picture(actor),
            menu=_account(actor, "portal"),
        ),
        active=_active(request),
        home_url="/portal/",
        new=_link("portal:tickets:new", _("New request"), "tickets.create", actor),
        search_url=_url("portal:search:results"),
        help_links=_helps(actor),
        helpline=True,
        events_url="/portal/events/?on=rights",
        menu_url="/portal/menu/",
        logout_url=_url("portal:identity:logout"),
        theme_url=_url("appearance"),
        looking=_looking(actor),
    )


def _helps(actor: Contact) -> tuple[Link, ...]:
    """The question mark in the head; it leads to what helps with the page that is open."""
    link = _link("portal:directory:help", _("Help with this page"), "", actor, icon=HELP)
    return (link,) if link else ()


def _picture(actor: Contact) -> str:
    """The contact's own picture, where there is one."""
    mark = picture_of(actor.id)
    return reverse("portal:profile:image", args=[mark]) if mark else ""


def _looking(actor: Contact) -> Looking | None:
    """The strip above the portal while an employee sees it as this contact does."""
    if (viewer := actor.viewer) is None:
        return None
    left = int((viewer.until - timezone.now()).total_seconds())
    return Looking(
        who=viewer.name,
        name=actor.name,
        company=actor.company_name,
        reason=viewer.reason,
        seconds=max(left, 0),
        until=viewer.until,
        stop_url=reverse("staff:viewing:stop"),
        then_url=reverse("portal:viewing:ended"),
    )


def _staff(request: HttpRequest, tenant: Tenant, actor: Staff) -> Shell:
    groups, tabs = _menu(actor, "staff")
    return Shell(
        brand=brand_of(tenant),
        nav=groups,
        tabs=tabs,
        who=Who(name=actor.name, detail=actor.email, menu=_account(actor, "staff")),
        active=_active(request),
        home_url="/staff/",
        new=_link("staff:tickets:new", _("New"), "tickets.create_for", actor),
        search_url=_url("staff:search:results"),
        search_words=_("Search companies, people, tickets…"),
        events_url="/staff/events/?on=rights",
        menu_url="/staff/menu/",
        logout_url=_url("staff:identity:logout"),
        theme_url=_url("appearance"),
    )


def _menu(actor: Actor, door: str) -> tuple[tuple[NavGroup, ...], tuple[NavItem, ...]]:
    groups: dict[str, list[NavItem]] = {}
    tabs: list[NavItem] = []
    for declared in entries_for(actor, door):
        item = _item(declared, actor)
        groups.setdefault(str(declared.group), []).append(item)
        if declared.on_phone:
            tabs.append(item)
    return (
        tuple(NavGroup(title=title, items=tuple(items)) for title, items in groups.items()),
        tuple(tabs[:3]),
    )


def _item(declared: Entry, actor: Actor) -> NavItem:
    count = declared.count(actor) if declared.count else Count(0)
    return NavItem(
        slug=declared.slug,
        url=_url(declared.url_name),
        text=str(declared.text),
        icon=declared.icon,
        count=count.number,
        hot=count.hot,
        about=count.words,
        key=declared.key,
    )


def _account(actor: Contact | Staff, door: str) -> tuple[Link, ...]:
    links = [_link(f"{door}:identity:account", _("Your account"), "", actor, icon="user")]
    links += [
        _link(one.url_name, str(one.text), "", actor, icon=one.icon) for one in pages_at_hand(door)
    ]
    if isinstance(actor, Contact):
        links.append(_link("portal:identity:companies", _("Companies"), "", actor, icon="building"))
    return tuple(link for link in links if link)


def _link(
    name: str, text: str, code: str, actor: Contact | Staff, *, icon: str = ""
) -> Link | None:
    allowed = not code or code in actor.grants
    url = _url(name)
    return Link(url=url, text=text, icon=icon) if allowed and url else None


@cache
def _url(name: str) -> str:
    """The address of a page, or nothing while no context has one of that name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _active(request: HttpRequest) -> str:
    """Which menu entry is open: the page says so, else its address lies below the entry's."""
    if said := getattr(request, "menu_slug", ""):
        return str(said)
    if _is_about_a_company(request):
        return COMPANIES
    for url, slug in _places():
        if request.path == url or (url not in DOORS and request.path.startswith(url)):
            return slug
    return ""


def _is_about_a_company(request: HttpRequest) -> bool:
    """A tab of a company, or what is reached from one and carries the company in its address."""
    match = request.resolver_match
    if match is None:
        return False
    below = request.path.startswith("/staff/") and "company_id" in match.kwargs
    return below or match.view_name in _about_a_company()


@cache
def _about_a_company() -> frozenset[str]:
    return frozenset(one.url_name for one in COMPANY_TABS)


@cache
def _places() -> tuple[tuple[str, str], ...]:
    """Addresses with the slug of their menu entry, the longest first.

    What stands on the overview of the settings belongs there, whichever context it is of.
    """
    found = {reverse(one.url_name): "settings" for one in SETTINGS}
    found |= {reverse(one.url_name): one.slug for one in ENTRIES}
    return tuple(sorted(found.items(), key=lambda place: -len(place[0])))
