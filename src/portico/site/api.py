"""The API below /api/v1/: every context's `api/routes.py`, for holders of a bearer token."""

import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from portico.core.access.actors import Contact, Staff, Visitor
from portico.core.access.pages import SignInNeeded, public
from portico.core.access.permissions import Refusal
from portico.core.identity.actions import limit
from portico.kernel.origin import current_origin

from .api_problems import declare, problem
from .idempotency import declare_once
from .surfaces import contexts

JSON = "application/json"
MOST_NAMED = 20  # faults of one input that are told at once


class Token(HttpBearer):
    """A token made beside somebody's own account; the middleware has looked it up."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | Contact | None:
        actor = getattr(request, "actor", None)
        if isinstance(actor, Staff | Contact):
            return actor
        if token:  # whoever tries tokens is held back, and the log says so
            machine = limit.machine_key(current_origin().ip)
            limit.check_limits(Visitor(), (limit.TOKEN_MACHINE, machine))
        return None


class NotJson(ValueError):
    """The body says that it is something else."""


class JsonOnly(Parser):
    """A body counts only under its right name; a form of a foreign page never passes as one."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != JSON:
            raise NotJson(request.content_type)
        return json.loads(request.body, parse_constant=_no_number)


def _no_number(text: str) -> float:
    raise ValueError(text)  # NaN and Infinity are not JSON


class Described(NinjaAPI):
    """The API with a description that tells of refusals, too."""

    _schema: OpenAPISchema | None = None

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Made once: it costs a third of a second, and anybody may ask for it."""
        if self._schema is None:
            found = super().get_openapi_schema(**options)
            declare(found)
            declare_once(found)
            self._schema = found
        return self._schema


api = Described(
    title="Portico",
    version="1",
    description=(
        "What the staff app and the portal do with tickets, clients and access. Make a token "
        "beside “Your account”; it can do what you can do at that moment, or the part of it "
        "that you have chosen. "
        "Every refusal is a problem as in RFC 9457."
    ),
    auth=Token(),
    parser=JsonOnly(),
    docs_url=None,
    docs_decorator=public,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _problem: Http404) -> HttpResponse:  # noqa: ARG001
    return problem(404)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, denied: PermissionDenied) -> HttpResponse:  # noqa: ARG001
    """The token is good; its owner lacks a permission, which is named."""
    words = _("The owner of this token lacks the permission “%(name)s”.") % {"name": denied}
    return problem(403, detail=words)


@api.exception_handler(SignInNeeded)
def _who(request: HttpRequest, _problem: SignInNeeded) -> HttpResponse:  # noqa: ARG001
    return problem(401)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:  # noqa: ARG001
    field = {"field": refusal.field} if refusal.field else {}
    response = problem(refusal.status, detail=str(refusal.words), **field)
    if (seconds := refusal.more.get("retry_after")) is not None:
        response["Retry-After"] = str(seconds)
    return response


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _problem: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001
    return problem(413)


@api.exception_handler(RawPostDataException)
def _a_form(request: HttpRequest, _problem: RawPostDataException) -> HttpResponse:  # noqa: ARG001
    """The middleware has read it as files already."""
    return problem(415)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:  # noqa: ARG001
    """Ninja's own: nobody is signed in, or the body is no JSON. It keeps our reason as cause."""
    return problem(415 if isinstance(fault.__cause__, NotJson) else fault.status_code)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:  # noqa: ARG001
    errors = [_told(one) for one in invalid.errors[:MOST_NAMED]]
    first = errors[0]
    return problem(422, detail=f"{first['field']}: {first['message']}", errors=errors)


def _told(error: dict[str, Any]) -> dict[str, str]:
    """Where, and what is wrong: never what was sent, which may be secret."""
    return {
        "field": ".".join(str(part) for part in error["loc"]),
        "message": error["msg"],
        "rule": error["type"],
    }


def collect() -> NinjaAPI:
    """Add each context's router below its name, or its `routers` below theirs."""
    for context in contexts():
        if find_spec(f"{context}.api") and find_spec(f"{context}.api.routes"):
            name = context.rpartition(".")[2]
            module = import_module(f"{context}.api.routes")
            routers: dict[str, Router] = getattr(module, "routers", None) or {name: module.router}
            for prefix, router in routers.items():
                api.add_router(prefix, router, tags=[name])
    return api
