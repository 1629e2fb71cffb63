"""Decisions about signing in that need no database: where to go next, how long things last."""

import re
import unicodedata
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from portico.core.access.permissions import Refusal
from portico.kernel.agents import read_agent

from .breaches import has_leaked

LONGEST_PATH = 500
LONGEST_PASSWORD = 256
SHORTEST_PASSWORD = 12
LEFT_OF_PASSWORD = 6  # letters besides the names of the person
DIFFERENT_LETTERS = 4
NOT_NEXT = ("login", "logout", "join", "password")
HALF_SESSION = timedelta(minutes=10)  # from the right password to the second factor
INVITATION = timedelta(days=7)
PASSWORD_LINK = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=5)


def safe_next(wanted: str, *, door: str) -> str:
    """A path of the same door to go on to, or nothing: never another host, never signing in."""
    if len(wanted) > LONGEST_PATH or not wanted.startswith(f"/{door}/"):
        return ""
    if "\\" in wanted or any(unicodedata.category(c)[0] == "C" for c in wanted):
        return ""
    parts = urlsplit(wanted)
    steps = parts.path.split("/")
    if parts.scheme or parts.netloc or ".." in steps or "" in steps[1:-1]:
        return ""
    return "" if steps[2] in NOT_NEXT else wanted


def is_idle(last_seen: datetime, *, hours: int, now: datetime) -> bool:
    return now - last_seen > timedelta(hours=hours)


def hidden(tenant: UUID, identifier: str) -> str:
    """What the journal keeps of an address that nobody here has: equal ones stay recognisable."""
    digest = salted_hmac(f"portico.identity.{tenant}", identifier, algorithm="sha256")
    return digest.hexdigest()[:32]


def device_words(user_agent: str) -> str:
    """A browser as people know it: “Firefox on Linux”."""
    agent = read_agent(user_agent)
    if agent.browser and agent.platform:
        return _("%(browser)s on %(system)s") % {
            "browser": agent.browser,
            "system": agent.platform,
        }
    return agent.browser or agent.platform or _("Unknown device")


lazy_device_words = lazy(device_words, str)  # for mails: said in the reader's language


def place_words(ip: str, here: str = "") -> str:
    """Where a browser stands, as far as an address tells: no map of the world is asked."""
    if here and ip == here:
        return _("Same network as now (%(address)s)") % {"address": ip}
    try:
        found = ip_address(ip)
    except ValueError:
        return _("Unknown network")
    if found.is_loopback or found.is_private:
        return _("Private network (%(address)s)") % {"address": ip}
    return ip


class WeakPassword(Refusal):
    """Too short, too common, or too close to the person's name."""


def normal_password(password: str) -> str:
    """The same characters, however this keyboard put them together (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password[: LONGEST_PASSWORD + 1])


def checked_password(password: str, *, name: str, email: str) -> str:
    """The password in its stored form; raises `WeakPassword` with what to do about it."""
    password = normal_password(password)
    problems: list[str] = []
    for check in (MinimumLengthValidator(SHORTEST_PASSWORD), CommonPasswordValidator()):
        try:
            check.validate(password)
        except ValidationError as problem:
            problems += problem.messages
    if len(password) > LONGEST_PASSWORD:
        problems.append(_("Use at most 256 characters."))
    elif not problems and has_leaked(password):
        problems.append(_("This password has leaked somewhere and is on lists. Choose another."))
    elif not problems and _is_simple(password, f"{name} {email}"):
        problems.append(_("This is too easy to guess. Add a word that has nothing to do with you."))
    if problems:
        raise WeakPassword(" ".join(problems), field="password")
    return password


def _is_simple(password: str, about: str) -> bool:
    """Little is left without digits and the person's names, or few letters over and over."""
    rest = re.sub(r"[\W\d_]+", "", password.casefold())
    for word in re.findall(r"[^\W\d_]{3,}", about.casefold()):
        rest = rest.replace(word, "")
    return len(rest) < LEFT_OF_PASSWORD or len(set(rest)) < DIFFERENT_LETTERS
