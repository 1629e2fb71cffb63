"""The API below /api/v1/: every context's `api/routes.py`, for holders of a bearer token."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from portico.core.access.actors import Staff
from portico.core.access.pages import SignInNeeded, public
from portico.core.access.permissions import Refusal

from .surfaces import contexts


class Token(HttpBearer):
    """A token made by an employee in the account settings; the middleware has looked it up."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:  # noqa: ARG002
        actor = getattr(request, "actor", None)
        return actor if isinstance(actor, Staff) else None


api = NinjaAPI(
    title="Portico",
    version="1",
    description=(
        "Everything the staff app does with tickets and clients. Make a token under "
        "“Your account”; it can do what you can do at that moment."
    ),
    auth=Token(),
    docs_url=None,
    docs_decorator=public,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


def _problem(request: HttpRequest, status: int, title: str, **more: Any) -> HttpResponse:
    """RFC 9457: one shape for everything that is refused."""
    body = {"type": "about:blank", "title": title, "status": status, **more}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _problem_found: Http404) -> HttpResponse:
    return _problem(request, 404, "Not found")


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, problem: PermissionDenied) -> HttpResponse:
    return _problem(request, 403, "Not allowed", detail=str(problem))


@api.exception_handler(SignInNeeded)
def _who(request: HttpRequest, _problem_found: SignInNeeded) -> HttpResponse:
    return _problem(request, 401, "A valid token is needed")


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, problem: Refusal) -> HttpResponse:
    field = {"field": problem.field} if problem.field else {}
    return _problem(request, problem.status, "Refused", detail=str(problem.words), **field)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return _problem(request, 422, "The input is not valid", errors=problem.errors)


def collect() -> NinjaAPI:
    """Add the router of each context that has one, below its name."""
    for context in contexts():
        if find_spec(f"{context}.api") and find_spec(f"{context}.api.routes"):
            router: Router = import_module(f"{context}.api.routes").router
            api.add_router(context.rpartition(".")[2], router, tags=[context.rpartition(".")[2]])
    return api
