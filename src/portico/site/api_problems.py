"""RFC 9457: the one shape in which the API refuses, whoever refuses: a rule, Django, or a fault."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

API = "/api/"
SCIM = "/scim/"
SCIM_MEDIA_TYPE = "application/scim+json"
SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
MEDIA_TYPE = "application/problem+json"
KEPT = ("Allow", "Retry-After")  # headers that say what to do instead

DETAILS: dict[int, str | Promise] = {
    400: _("The body is not JSON that can be read."),
    401: _("Send a token that works: “Authorization: Bearer ptk_…”."),
    403: _("You may not do this."),
    404: _("There is nothing at this address, or not for this token."),
    405: _("This address does not know this method; the header Allow names those it knows."),
    409: _("Somebody else has changed it meanwhile. Read it again."),
    413: _("The request is too large."),
    415: _("Send the body as application/json."),
    422: _("The input cannot be accepted."),
    429: _("That was a lot in a short time. The header Retry-After says how long to wait."),
    500: _("Something failed on our side, and nothing was changed. Try again later."),
    503: _("The database is away. Try again in a minute."),
}

SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `field` names the input that was refused, `errors` all of them.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "minLength": 1},
        "field": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
OF_EVERY_OPERATION = (401, 403, 404, 409, 422, 429, 500, 503)
OF_A_BODY = (400, 413, 415)


def is_api(request: HttpRequest) -> bool:
    """Machines ask here; they get no pages."""
    return request.path.startswith(API)


def problem(status: int, *, detail: str = "", **more: Any) -> HttpResponse:
    """A refusal as an answer; `more` are further members, such as `field`."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or str(DETAILS.get(status, HTTPStatus(status).description)),
        **more,
    }
    response = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    response["Cache-Control"] = "no-store"
    return response


class ProblemMiddleware:
    """What others refuse below /api/ (a method, an address, a fault) gets the same shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        if request.path.startswith(SCIM):
            return _as_scim(response)
        if not is_api(request):
            return response
        if response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        told = problem(response.status_code)
        for header in KEPT:
            if header in response:
                told[header] = response[header]
        return told


def _as_scim(response: HttpResponse) -> HttpResponse:
    """Directories understand errors of their own protocol only (RFC 7644, 3.12)."""
    if response.get("Content-Type", "").startswith(SCIM_MEDIA_TYPE):
        return response
    status = response.status_code
    detail = str(DETAILS.get(status, HTTPStatus(status).phrase))
    body = {"schemas": [SCIM_ERROR], "status": str(status), "detail": detail}
    told = JsonResponse(body, status=status, content_type=SCIM_MEDIA_TYPE)
    for header in KEPT:
        if header in response:
            told[header] = response[header]
    return told


def declare(document: dict[str, Any]) -> None:
    """Write into an OpenAPI document what every operation may answer besides its own."""
    components = document["components"]
    components.setdefault("schemas", {})["Problem"] = SCHEMA
    components["responses"] = {str(status): _declared(status) for status in DETAILS}
    for operations in document["paths"].values():
        for operation in operations.values():
            more = OF_A_BODY if "requestBody" in operation else ()
            for status in sorted({*OF_EVERY_OPERATION, *more}):
                reference = {"$ref": f"#/components/responses/{status}"}
                operation["responses"].setdefault(str(status), reference)


def _declared(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    found: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    headers = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After"}
    if name := headers.get(status):
        found["headers"] = {name: {"schema": {"type": "string"}, "required": True}}
    return found
