"""`Idempotency-Key`: a program that got no answer may ask again, and nothing is done twice.

It stands inside the request's transaction, so what was done and what was answered are kept
together or not at all. A refusal has changed nothing and is not kept: the same key goes on working.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException

from portico.core.access.permissions import Refusal
from portico.core.tokens.actions.once import (
    answered_before,
    body_of,
    keep_answer,
    request_hash,
)
from portico.core.tokens.queries import Holder

from .api_problems import is_api, problem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LONGEST = 255
KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST}}}")
PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "Any text of your own, a UUID for example. The same key with the same request within "
        "24 hours gets the first answer again and does nothing; with another request it is 422, "
        "while the first one is running 409."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"^[!-~]+$"},
}


class OnceMiddleware:
    """Answers a repeated unsafe call from what was answered before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get(HEADER)
        token: Holder | None = getattr(request, "token", None)
        if key is None or token is None or request.method not in UNSAFE or not is_api(request):
            return self.get_response(request)
        if not KEY.fullmatch(key):
            return problem(422, detail=f"{HEADER}: 1-{LONGEST}", field=HEADER)
        try:
            asked = request_hash(request.method or "", request.get_full_path(), request.body)
        except (RequestDataTooBig, RawPostDataException):
            return self.get_response(request)  # which refuses it in its own words
        return self._once(request, token, key, asked)

    def _once(self, request: HttpRequest, token: Holder, key: str, asked: bytes) -> HttpResponse:
        try:
            kept = answered_before(token.actor, owner=token.token, key=key, request=asked)
        except Refusal as no:
            told = problem(
                no.status, detail=str(no.words), **({"field": no.field} if no.field else {})
            )
            if (seconds := no.more.get("retry_after")) is not None:
                told["Retry-After"] = str(seconds)
            return told
        if kept is not None:
            return _again(kept.status, body_of(kept))
        response = self.get_response(request)
        if HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            keep_answer(
                token.actor,
                owner=token.token,
                key=key,
                request=asked,
                status=response.status_code,
                body=response.content,
            )
        return response


def _again(status: int, body: str) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    response[REPLAYED] = "true"
    return response


def declare_once(document: dict[str, Any]) -> None:
    """Write into an OpenAPI document that every unsafe operation takes the header."""
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method.upper() in UNSAFE:
                operation.setdefault("parameters", []).append(PARAMETER)
