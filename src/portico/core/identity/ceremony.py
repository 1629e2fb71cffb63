"""What both doors do around passkeys: where the browser stands, what it was asked, what it said."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from portico.kernel.crypto.tokens import new_secret

from . import cookies
from .actions.enter import Opened
from .passkeys import Answer, Place, read_answer

REMEMBERED = timedelta(hours=1)  # the challenges themselves end much sooner
JSON = "application/json"


def place_of(request: HttpRequest) -> Place:
    """The host is one of the tenant's: the middleware has seen to that."""
    host = request.get_host()
    return Place(rp_id=host.partition(":")[0].lower(), origin=f"{request.scheme}://{host.lower()}")


def answer_of(request: HttpRequest) -> Answer | None:
    return read_answer(request.POST.get("credential", ""))


def options(text: str) -> HttpResponse:
    """What a script hands to the browser."""
    return HttpResponse(text, content_type=JSON)


def stranger(request: HttpRequest) -> str:
    """The secret of a browser in which nobody is signed in yet; a new one if it has none."""
    return cookies.value(request, cookies.PASSKEY) or new_secret()


def remember(response: HttpResponse, browser: str) -> HttpResponse:
    cookies.give(response, cookies.PASSKEY, browser, until=timezone.now() + REMEMBERED)
    return response


def hand_over(
    request: HttpRequest, response: HttpResponse, opened: Opened, *, cookie: str
) -> HttpResponse:
    """Give the browser its new secret; the one it had means nothing any more."""
    cookies.give(response, cookie, opened.secret, until=opened.until)
    if opened.device:
        cookies.give_device(response, opened.device)
    rotate_token(request)
    return response
