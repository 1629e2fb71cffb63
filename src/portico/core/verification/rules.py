"""How PINs are made and how long they last; NIST SP 800-63B 3.1.3 and 3.2.2 are the yardstick.

Six digits from 160 bits, a new one each minute, each of them once, the one before still
good for whoever reads slowly; five wrong ones pause everything for a quarter of an hour.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Conflict, Refusal

PERIOD = 60  # seconds
LATE = 1  # windows that somebody may be late
MOST_FAILURES = 5
PAUSE = timedelta(minutes=15)
ASKED_FOR = timedelta(minutes=10)
SHOWN_FOR = timedelta(minutes=5)
GOOD_FOR = timedelta(hours=24)  # how long a check counts for what it was made for
DIGITS = 6
SECRET_BYTES = 20


class NothingWaits(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This question was answered already, or its time was up. Ask again."))


class NoAddress(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This contact has no e-mail address to send a code to."))


@dataclass(frozen=True, slots=True)
class Pin:
    """What the portal shows."""

    digits: str
    seconds: int  # until there is another one


def pin_at(secret: str, now: datetime) -> Pin:
    moment = int(now.timestamp())
    return Pin(pyotp.TOTP(secret).generate_otp(moment // PERIOD), PERIOD - moment % PERIOD)


def step_of(secret: str, typed: str, *, after: int, now: datetime) -> int | None:
    """The window that this PIN belongs to, if it is right and later than `after`.

    Every window is compared, so that the time taken tells nothing.
    """
    current, found = int(now.timestamp()) // PERIOD, None
    for step in range(current - LATE, current + 1):
        right = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), typed)
        if right and step > after:
            found = step
    return found


def only_digits(text: str) -> str:
    """What somebody typed, read out or pasted, without the spaces."""
    return "".join(one for one in text[:40] if one.isascii() and one.isdigit())


def new_digits() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
