"""One SCIM request in, one answer out; refusals are told in the words of the protocol."""

import json
from http import HTTPStatus
from typing import Any

from scim2_models import (
    Error,
    InvalidValueException,
    PayloadTooLargeException,
    SCIMException,
    TooManyException,
    UniquenessException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from portico.core.access.permissions import Refusal

from ..actions.lines import note
from ..actions.people import SELF
from ..models import ScimConnection, SyncLine
from .resources import PROVIDER
from .service import Service
from .storage import Storage

LARGEST = 2 * 1024 * 1024  # bytes of a body
MOST_OPERATIONS = 1000
LONGEST_PATH = 1000
SERVICE = Service(PROVIDER)
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def answer(connection: ScimConnection, request: ScimRequest) -> ScimResponse:
    """Serve it, and write down what a directory changed or could not change."""
    storage = Storage(connection)
    words = ""
    try:
        _require_reasonable(request)
        response = ScimHandler(SERVICE, storage).handle(request)
    except SCIMException as problem:
        response, words = SERVICE.error_response(problem), str(problem.detail or problem)
    except Refusal as no:
        response, words = SERVICE.error_response(_told(no)), str(no.words)
    if request.method in CHANGES and not request.path.endswith(".search"):
        _note(storage, request, response, words)
    return response


def refusal(status: int, words: str) -> ScimResponse:
    """An answer that no resource gives: who is this, not so fast, switched off."""
    error = Error(status=status, detail=words)
    return ScimResponse(HTTPStatus(status), error.model_dump())


def _told(no: Refusal) -> SCIMException:
    """A rule of ours as an error of the protocol."""
    if no.status == HTTPStatus.CONFLICT:
        return UniquenessException(detail=str(no.words))
    if no.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return InvalidValueException(detail=str(no.words))
    return SCIMException.from_error(Error(status=no.status, detail=str(no.words)))


def _require_reasonable(request: ScimRequest) -> None:
    """Before anything is parsed by patterns: sizes, and letters that no database keeps."""
    if len(request.body) > LARGEST:
        raise PayloadTooLargeException(detail=f"A body has at most {LARGEST} bytes")
    if b"\\u0000" in request.body or b"\x00" in request.body:
        raise InvalidValueException(detail="Text must not contain the character U+0000")
    if request.method == "PATCH":
        request.body = _plain_patch(request.body)


def _plain_patch(body: bytes) -> bytes:
    """Entra writes paths with filters as keys of a value; each becomes an operation of its own."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return body  # the library says what is wrong with it, if anything asks for a body here
    operations = _operations(told)
    if operations is None:
        return body
    if len(operations) > MOST_OPERATIONS:
        raise TooManyException(detail=f"A request has at most {MOST_OPERATIONS} operations")
    if any(len(str(one.get("path") or "")) > LONGEST_PATH for one in operations):
        raise InvalidValueException(detail=f"A path has at most {LONGEST_PATH} characters")
    key = next(name for name in told if name.lower() == "operations")
    return json.dumps(told | {key: [each for one in operations for each in _split(one)]}).encode()


def _operations(told: Any) -> list[dict[str, Any]] | None:
    """The list, if it is one; else the library says what is wrong."""
    if not isinstance(told, dict):
        return None
    found = next((value for name, value in told.items() if name.lower() == "operations"), None)
    is_list = isinstance(found, list) and all(isinstance(one, dict) for one in found)
    return found if is_list else None


def _split(operation: dict[str, Any]) -> list[dict[str, Any]]:
    value = operation.get("value")
    if operation.get("path") or not isinstance(value, dict):
        return [operation]
    chosen = {key: one for key, one in value.items() if "[" in key}
    if any(len(key) > LONGEST_PATH for key in chosen):
        raise InvalidValueException(detail=f"A path has at most {LONGEST_PATH} characters")
    rest = {key: one for key, one in value.items() if key not in chosen}
    plain = [operation | {"value": rest}] if rest or not chosen else []
    return plain + [operation | {"path": key, "value": one} for key, one in chosen.items()]


def _note(storage: Storage, request: ScimRequest, response: ScimResponse, words: str) -> None:
    failed = response.status >= HTTPStatus.BAD_REQUEST
    note(
        SELF,
        storage.connection,
        deed=SyncLine.Deed.REFUSED if failed else storage.deed,
        about=storage.about or request.path.strip("/"),
        words=words,
        is_group=request.path.lstrip("/").lower().startswith("groups"),
    )
