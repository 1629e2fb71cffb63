"""What stands in the menus: each context announces its own entries in `hooks/nav.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from .actors import Actor
from .permissions import Permission, can


@dataclass(frozen=True, slots=True)
class Count:
    """A number beside a menu entry; `hot` when somebody waits for this person."""

    number: int
    hot: bool = False


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
class Setting:
    """A card on the settings overview of the staff app."""

    slug: str
    url_name: str
    text: str | Promise
    description: str | Promise
    icon: str
    permission: Permission
    position: int = 100


ENTRIES: list[Entry] = []
SETTINGS: list[Setting] = []


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
