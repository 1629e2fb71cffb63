"""The cookie of a viewing: of the portal's door only, and no longer than the viewing."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

NAME = f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}portico_viewing"
LONGEST_VALUE = 100


def secret_of(request: HttpRequest) -> str:
    """What the browser sent, or nothing; a value that is too long is none of ours."""
    found = request.COOKIES.get(NAME, "")
    return found if len(found) <= LONGEST_VALUE else "-"


def give(response: HttpResponse, secret: str, *, until: datetime) -> None:
    _set(response, secret, max_age=max(int((until - timezone.now()).total_seconds()), 1))


def take(response: HttpResponse) -> None:
    """Browsers drop a `__Host-` cookie only when all its attributes are repeated."""
    _set(response, "", max_age=0)


def _set(response: HttpResponse, value: str, *, max_age: int) -> None:
    response.set_cookie(
        NAME,
        value,
        max_age=max_age,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
