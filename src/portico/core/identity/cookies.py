"""The cookies of both doors: their names, and how they are set and taken away."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

PREFIX = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
PORTAL = f"{PREFIX}portico_portal"
STAFF = f"{PREFIX}portico_staff"
BROWSER = f"{PREFIX}portico_door"  # which browser asked for a sign-in mail
PASSKEY = f"{PREFIX}portico_passkey"  # which browser a challenge at the door was given to
DEVICE = f"{PREFIX}portico_device"  # only tells a known device from a new one; opens nothing
DEVICE_AGE = 400 * 24 * 3600  # the longest that browsers keep a cookie
LONGEST_VALUE = 100


def value(request: HttpRequest, name: str) -> str:
    """What the browser sent, or nothing; no value of ours is longer."""
    found = request.COOKIES.get(name, "")
    return found if len(found) <= LONGEST_VALUE else ""


def give(response: HttpResponse, name: str, secret: str, *, until: datetime) -> None:
    """Set a cookie for this host and nobody else's scripts, until that moment."""
    seconds = max(int((until - timezone.now()).total_seconds()), 1)
    _set(response, name, secret, max_age=seconds)


def give_device(response: HttpResponse, secret: str) -> None:
    _set(response, DEVICE, secret, max_age=DEVICE_AGE)


def take(response: HttpResponse, name: str) -> None:
    """Browsers drop a `__Host-` cookie only when all its attributes are repeated."""
    _set(response, name, "", max_age=0)


def _set(response: HttpResponse, name: str, secret: str, *, max_age: int) -> None:
    response.set_cookie(
        name,
        secret,
        max_age=max_age,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
