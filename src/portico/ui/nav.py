"""What a shell shows around a page: brand, menu, person, banners. Filled in `site`, drawn here."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """One place in the menu. `slug` is compared with `Shell.active`."""

    slug: str
    url: str
    text: str
    icon: str
    count: int = 0
    hot: bool = False  # somebody waits for this person
    about: str = ""  # what the count counts: "5 tickets wait for our answer"
    key: str = ""  # letter that follows G


@dataclass(frozen=True, kw_only=True, slots=True)
class NavGroup:
    """Some menu entries under one heading; the first group has none."""

    items: tuple[NavItem, ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An entry of the account menu, a footer or the “new” button."""

    url: str
    text: str
    icon: str = ""
    post: bool = False  # changes something, so it is sent as a form


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """How the tenant looks and is reached."""

    name: str
    portal_name: str
    logo_url: str = ""
    css_url: str = ""
    favicon_url: str = ""
    theme_light: str = "#f0f5f7"
    theme_dark: str = "#0b1112"
    tagline: str = ""
    subline: str = ""
    phone: str = ""
    hours: str = ""
    footer: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """The person who is signed in."""

    name: str
    detail: str = ""
    company: str = ""
    avatar_url: str = ""
    menu: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Banner:
    """A strip above the shell: outage, maintenance, “you see this as Maya”."""

    text: str
    tone: str = "warn"  # warn bad info ok impersonating
    icon: str = "triangle-alert"
    link: Link | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Looking:
    """An employee sees the portal as this person does; `seconds` are left, `stop_url` ends it."""

    who: str
    name: str
    company: str
    reason: str
    seconds: int
    until: datetime
    stop_url: str
    then_url: str

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """Everything around `{% block main %}`. What has no address is not shown."""

    brand: Brand
    nav: tuple[NavGroup, ...] = ()
    tabs: tuple[NavItem, ...] = ()  # phone tab bar; at most four
    who: Who | None = None
    active: str = ""
    home_url: str = "/"
    new: Link | None = None
    search_url: str = ""
    search_words: str = ""  # what can be found, if more than “Search…” is to be said
    events_url: str = ""
    menu_url: str = ""  # where the menus are drawn again, when the reader's permissions change
    logout_url: str = ""
    theme_url: str = ""
    help_links: tuple[Link, ...] = ()
    helpline: bool = False  # the brand's phone also stands in the menu: for clients
    banners: tuple[Banner, ...] = field(default=())
    looking: Looking | None = None
