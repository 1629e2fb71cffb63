"""What stands in the menus: each context announces its own entries in `hooks/nav.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from .actors import Actor
from .permissions import Permission, can


@dataclass(frozen=True, slots=True)
class Count:
    """A number beside a menu entry, with what it counts in words; `hot` when somebody waits."""

    number: int
    hot: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place in the menu of a door. `group` is a heading, empty for the first block."""

    door: str  # "staff" or "portal"
    slug: str
    url_name: str
    text: str | Promise
    icon: str
    permission: Permission | None = None
    group: str | Promise = ""
    position: int = 100
    key: str = ""  # the letter after G
    on_phone: bool = False  # in the tab bar of the phone
    count: Callable[[Actor], Count] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a part of the product does: `words` on its card, and what to do when it is not well.

    `ask` is the sentence that stands on top of the overview, `deed` the words of its button.
    """

    words: str | Promise = ""
    tone: str = "ok"  # ok, warn or bad
    ask: str | Promise = ""
    why: str | Promise = ""
    deed: str | Promise = ""


class Part(StrEnum):
    """The three cards of the settings overview."""

    PORTAL = "portal"
    SERVICE = "service"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A line on the settings overview of the staff app; `state` says how it does right now."""

    slug: str
    url_name: str
    text: str | Promise
    description: str | Promise
    icon: str
    permission: Permission
    position: int = 100
    part: Part = Part.SERVICE
    state: Callable[[Actor], State] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A link on the page of a company to what another part knows of it: `?company=<id>`."""

    url_name: str
    text: str | Promise
    icon: str
    permission: Permission
    position: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyTab:
    """A page about one company, below its name; `url_name` takes the company's id."""

    slug: str
    url_name: str
    text: str | Promise
    permission: Permission
    position: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A page beside the own account that another part brings: what one hears about, say.

    What is needed in a hurry is `at_hand`: in the account menu and on the portal's first page.
    """

    door: str  # "staff" or "portal"
    url_name: str
    text: str | Promise
    description: str | Promise
    icon: str
    permission: Permission | None = None
    position: int = 100
    at_hand: bool = False


ENTRIES: list[Entry] = []
BESIDE: list[Beside] = []
COMPANY_TABS: list[CompanyTab] = []
SETTINGS: list[Setting] = []
OWN_PAGES: list[OwnPage] = []


def entry(declared: Entry) -> Entry:
    ENTRIES.append(declared)
    return declared


def setting(declared: Setting) -> Setting:
    SETTINGS.append(declared)
    return declared


def entries_for(actor: Actor, door: str) -> Iterator[Entry]:
    """What this actor may open, in order."""
    for declared in sorted(ENTRIES, key=lambda one: (one.position, one.slug)):
        allowed = declared.permission is None or can(actor, declared.permission)
        if declared.door == door and allowed:
            yield declared


def settings_for(actor: Actor) -> Iterator[Setting]:
    for declared in sorted(SETTINGS, key=lambda one: (one.position, one.slug)):
        if can(actor, declared.permission):
            yield declared


def beside_company(declared: Beside) -> Beside:
    BESIDE.append(declared)
    return declared


def company_links(actor: Actor) -> Iterator[Beside]:
    """Where to go on from a company, in order."""
    for declared in sorted(BESIDE, key=lambda one: (one.position, one.url_name)):
        if can(actor, declared.permission):
            yield declared


def company_tab(declared: CompanyTab) -> CompanyTab:
    COMPANY_TABS.append(declared)
    return declared


def company_tabs(actor: Actor) -> Iterator[CompanyTab]:
    """The pages about a company that this actor may open, in order."""
    for declared in sorted(COMPANY_TABS, key=lambda one: (one.position, one.slug)):
        if can(actor, declared.permission):
            yield declared


def own_page(declared: OwnPage) -> OwnPage:
    OWN_PAGES.append(declared)
    return declared


def own_pages(door: str, actor: Actor | None = None) -> list[OwnPage]:
    """What stands beside the own account at this door, in order; all that this actor may open."""
    here = (one for one in OWN_PAGES if one.door == door)
    mine = (one for one in here if one.permission is None or (actor and can(actor, one.permission)))
    return sorted(mine, key=lambda one: (one.position, one.url_name))


def pages_at_hand(door: str) -> list[OwnPage]:
    """Those of them that are one tap away, wherever one is."""
    return [one for one in own_pages(door) if one.at_hand]
