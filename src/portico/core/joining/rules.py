"""Decisions about links that need no database: tokens in any text, domains, what looks public."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import unquote, urlsplit

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

PREFIX = "ptl_"
SHOWN = 10  # characters that stay readable in the list
TOKEN = re.compile(r"ptl_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
LOOSE = re.compile(r"ptl_[A-Za-z0-9_-]*")
DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})+")
LONGEST_TEXT = 5_000
MOST_DOMAINS = MOST_ORIGINS = 20

PRESETS = (1, 7, 14, 30, 90)
SHORTEST = timedelta(minutes=15)
TEST_DAYS = 7  # at most, for links to the company for tests
REMIND_AFTER = (3, 7, 14)  # days since the mail
WARN_BEFORE = timedelta(days=7)
SOON = timedelta(days=14)
WISHES_OPEN = 3  # for one address at once; more are the same wish
KEPT = timedelta(days=396)  # thirteen months
UNFINISHED_KEPT = timedelta(days=7)
UNDO = timedelta(hours=24)

WATCHED = timedelta(hours=24)
MOST_NETWORKS, MOST_BROWSERS, MOST_FOREIGN_DOMAINS = 30, 40, 8

SHARED = frozenset(
    (
        *("accounts", "admin", "billing", "buchhaltung", "contact", "empfang", "enquiries", "help"),
        *("hello", "hr", "info", "it", "kontakt", "mail", "office", "post", "reception"),
        *("rechnung", "sales", "service", "support", "team", "verwaltung", "zentrale"),
    )
)
FREE_MAIL = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"),
        *("icloud.com", "gmx.de", "gmx.net", "web.de", "aol.com", "proton.me", "t-online.de"),
    )
)


class BadDomain(Refusal):
    """What was typed is no domain of e-mail addresses."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("“%(what)s” is no domain. Write what stands after the @, such as example.com.")
            % {"what": what[:80]},
            field="domains",
        )


class BadOrigin(Refusal):
    """What was typed is no web site."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("“%(what)s” is no web site. Write it as https://intranet.example.com.")
            % {"what": what[:80]},
            field="origins",
        )


def find_token(text: str) -> str:
    """The token in whatever somebody pasted: a wrapped, escaped, quoted or broken link."""
    plain = _unwrapped(text[:LONGEST_TEXT])
    if found := TOKEN.search(plain):
        return found[0]
    joined = re.sub(r"\s+", "", plain)  # mail programs break long lines
    found = TOKEN.search(joined)
    return found[0] if found else ""


def has_broken_token(text: str) -> bool:
    """Something of a token is there, but a part is missing or too much."""
    return bool(LOOSE.search(_unwrapped(text[:LONGEST_TEXT])))


def _unwrapped(text: str) -> str:
    """SafeLinks and their like quote the address, sometimes twice; HTML escapes it."""
    for _again in range(3):
        text = unescape(unquote(text))
    return text.translate(dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad")))


def words_in(text: str) -> list[str]:
    return [one for one in re.split(r"[\s,;]+", text.strip()) if one]


def checked_domains(text: str) -> list[str]:
    """Domains as typed, with or without @; raises `BadDomain`."""
    found = [one.lower().removeprefix("@").rstrip(".") for one in words_in(text)][:MOST_DOMAINS]
    for one in found:
        if len(one) > 253 or not DOMAIN.fullmatch(one):
            raise BadDomain(one)
    return list(dict.fromkeys(found))


def checked_origins(text: str) -> list[str]:
    """Origins that may frame the page: scheme, host, port. No paths, no wildcards."""
    found = []
    for one in words_in(text)[:MOST_ORIGINS]:
        origin = _origin(one)
        if not origin:
            raise BadOrigin(one)
        found.append(origin)
    return list(dict.fromkeys(found))


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text.lower())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    local = parts.scheme == "http" and (host == "localhost" or host.endswith(".localhost"))
    if not (parts.scheme == "https" or local) or parts.username or parts.query or parts.fragment:
        return ""
    if parts.path not in {"", "/"} or not (DOMAIN.fullmatch(host) or host == "localhost"):
        return ""
    return f"{parts.scheme}://{host}{port}"


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def is_allowed(email: str, domains: Iterable[str]) -> bool:
    """Exactly one of the domains; a part below it is another one."""
    return domain_of(email) in set(domains)


def looks_shared(email: str) -> bool:
    return email.partition("@")[0].lower() in SHARED


def network_of(ip: str) -> str:
    """The address without the part that names one machine."""
    try:
        found = ip_address(ip)
    except ValueError:
        return ""
    size = 24 if isinstance(found, IPv4Address) else 48
    return str(ip_network((found, size), strict=False))


@dataclass(frozen=True, slots=True)
class Exposure:
    """From how many places a link was used within a day."""

    networks: int
    browsers: int
    foreign: int

    @property
    def reason(self) -> str:
        """Why it looks public; nothing while it does not."""
        if self.networks > MOST_NETWORKS:
            return "networks"
        if self.foreign > MOST_FOREIGN_DOMAINS:
            return "domains"
        return "browsers" if self.browsers > MOST_BROWSERS else ""


def html_snippet(url: str, words: str, *, colour: str, ink: str) -> str:
    """A button for pages that have no styles of ours; everything in it is escaped.

    It is text to copy, so a page that shows it escapes it once more.
    """
    return "" + format_html(
        '<a href="{}" rel="noreferrer" style="display:inline-block;padding:12px 20px;'
        'border-radius:10px;background:{};color:{};font-weight:600;text-decoration:none">{}</a>',
        url,
        colour,
        ink,
        words,
    )


def frame_snippet(framed_url: str, url: str, words: str) -> str:
    """A frame, and in it a link for browsers that draw none; text to copy, as above."""
    return "" + format_html(
        '<iframe src="{}" title="{}" width="420" height="520" referrerpolicy="no-referrer" '
        'sandbox="allow-forms allow-scripts allow-same-origin allow-popups '
        'allow-popups-to-escape-sandbox" style="border:0">'
        '<a href="{}" rel="noreferrer">{}</a></iframe>',
        framed_url,
        words,
        url,
        words,
    )
