"""One answer for each way to say no, the same at every door."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, InternalError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from psycopg.errors import IdleInTransactionSessionTimeout, ReadOnlySqlTransaction

from portico.core.access.actors import Contact
from portico.core.access.pages import SignInNeeded
from portico.core.access.permissions import OnlyLooking, Refusal
from portico.core.access.proof import ProofNeeded
from portico.core.identity.queries import places
from portico.core.identity.sessions import was_shut_out

from .api_problems import is_api, problem

log = logging.getLogger("portico.web")
STREAM = "text/event-stream"
AWAY_SECONDS = 10  # after which a script may ask again


def answer(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """Turn a known refusal into a response; None for what is a fault of ours."""
    for kind, turn in _ANSWERS.items():
        if isinstance(problem, kind):
            return turn(request, problem)
    return None


def _sign_in(request: HttpRequest, _problem: Exception) -> HttpResponse:
    if STREAM in request.headers.get("Accept", ""):
        return _no_stream(request)
    door = "staff" if request.path.startswith("/staff/") else "portal"
    if request.method not in {"GET", "HEAD"}:
        return redirect(f"/{door}/login/")
    return redirect(f"/{door}/login/?{urlencode({'next': request.get_full_path()})}")


def _no_stream(request: HttpRequest) -> HttpResponse:
    """A page that lies open asks for events, and its session is over: the only event is that."""
    word = "shut-out" if was_shut_out(request) else "signed-out"
    said = HttpResponse(f"event: {word}\ndata: 1\n\n", content_type=STREAM)
    said["Cache-Control"] = "no-store"
    return said


def _prove(request: HttpRequest, _problem: Exception) -> HttpResponse:
    """Ask for a fresh proof, then go on where the person was; what was sent is not sent again."""
    door = "staff" if request.path.startswith("/staff/") else "portal"
    here = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:
        came = urlsplit(request.headers.get("Referer", ""))  # checked before it is used
        here = f"{came.path}?{came.query}" if came.query else came.path
    where = f"/{door}/proof/?{urlencode({'next': here})}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": where})
    return redirect(where)


def _not_found(request: HttpRequest, _problem: Exception) -> HttpResponse:
    """The same for what is not there and what is not for this person; with several companies,
    it offers to look in the others.
    """
    actor = getattr(request, "actor", None)
    if isinstance(actor, Contact) and request.method == "GET" and not _wants_json(request):
        others = [one for one in places() if one.contact != actor.id]
        if others:
            template = "identity/portal/elsewhere.html"
            return render(request, template, {"places": others}, status=404)
    return error_page(request, 404)


def _forbidden(request: HttpRequest, problem: Exception) -> HttpResponse:
    return error_page(request, 403, words=str(problem))


def _refused(request: HttpRequest, problem: Exception) -> HttpResponse:
    if not isinstance(problem, Refusal):  # pragma: no cover  the table below says so
        raise TypeError(problem)
    response = error_page(request, problem.status, words=str(problem.words))
    if (seconds := problem.more.get("retry_after")) is not None:
        response["Retry-After"] = str(seconds)
    return response


def _too_large(request: HttpRequest, _problem: Exception) -> HttpResponse:
    return error_page(request, 413)


def _bad(request: HttpRequest, _problem: Exception) -> HttpResponse:
    return error_page(request, 400)


def error_page(request: HttpRequest, status: int, *, words: str = "") -> HttpResponse:
    """The page for `status`, or the same words as JSON where a script asked."""
    if is_api(request):
        return problem(status, detail=words)
    if status >= 500:
        request.actor = None  # type: ignore[attr-defined]
    if _wants_json(request):
        return JsonResponse({"error": words or str(status)}, status=status)
    return render(request, f"{status}.html", {"words": words}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Cookies off, or a page that lay open for weeks: say what helps."""
    return error_page(
        request,
        403,
        words=_("Your browser did not send the safety cookie. Reload the page and try again."),
    )


def away(request: HttpRequest) -> HttpResponse:
    """The database does not answer: say what has become of what was sent."""
    response = error_page(request, 503, words=_what_became_of_it(request))
    response["Retry-After"] = str(AWAY_SECONDS)
    return response


def _what_became_of_it(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return ""  # the page has words of its own
    if getattr(request, "is_committing", False):
        return _(
            "The connection broke while this was being saved, so we cannot tell whether it is "
            "there. Please look in a moment; if it is missing, go back and send it again."
        )
    return _(
        "Nothing was saved. Your browser still has what you typed: in a moment, reload this page, "
        "or go back, and send it again."
    )


def _away(request: HttpRequest, problem: Exception) -> HttpResponse:
    log.error("the database is away: %s", problem)
    return away(request)


def _broken_off(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """PostgreSQL ended a transaction in which nothing happened for too long, or in which
    somebody who only looks would have changed something.
    """
    if isinstance(problem.__cause__, IdleInTransactionSessionTimeout):
        return _away(request, problem)
    if isinstance(problem.__cause__, ReadOnlySqlTransaction):
        transaction.set_rollback(True)
        request.actor = None  # type: ignore[attr-defined] # nothing more can be read for its menu
        return only_looking(request)
    return None


def wrong_method(request: HttpRequest, empty: HttpResponse) -> HttpResponse:
    """An address that only takes what a form sends was opened, by a bookmark or after a sign-in."""
    response = error_page(request, 405)
    response["Allow"] = empty["Allow"]
    return response


def only_looking(request: HttpRequest) -> HttpResponse:
    """What whoever views the portal as somebody else hears when something would change."""
    return _refused(request, OnlyLooking())


_ANSWERS: dict[type[Exception], Callable[[HttpRequest, Exception], HttpResponse | None]] = {
    SignInNeeded: _sign_in,
    ProofNeeded: _prove,
    Http404: _not_found,
    PermissionDenied: _forbidden,
    Refusal: _refused,
    RequestDataTooBig: _too_large,
    SuspiciousOperation: _bad,
    OperationalError: _away,
    InterfaceError: _away,
    InternalError: _broken_off,
}
