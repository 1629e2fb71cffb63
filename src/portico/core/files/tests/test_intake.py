"""Files on their way in: sealed as they come, stopped when too large."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import Settings

from portico.core.access.actors import Actor, Contact
from portico.core.files.actions.upload import upload_file
from portico.core.files.intake import (
    OversizedUpload,
    SealedUpload,
    SealingHandler,
    TooLarge,
    cut_off,
)
from portico.core.files.tests.factories import content_of, stored_in
from portico.core.tenants.models import Tenant

LIMIT = 200_000


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.UPLOAD_BYTES, settings.UPLOAD_REQUEST_BYTES = LIMIT, 2 * LIMIT


class Named(io.BytesIO):
    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


class Counted(io.BytesIO):
    """A body that knows how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def a_request(actor: Actor | None, fields: dict[str, Any], **headers: Any) -> HttpRequest:
    body = encode_multipart(BOUNDARY, fields)
    stream = Counted(body)
    request = RequestFactory().post("/", **headers)
    request.META |= {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(len(body))}
    request.content_type, request.content_params = "multipart/form-data", {"boundary": BOUNDARY}
    cast(Any, request)._stream = stream  # what WSGI would give
    cast(Any, request)._read_started = False
    request.upload_handlers = [SealingHandler(request)]
    request.actor = actor  # type: ignore[attr-defined]
    return request


def read_bytes_of(request: HttpRequest) -> int:
    stream: Counted = cast(Any, request)._stream
    return stream.taken


def upload_of(request: HttpRequest) -> Any:
    return request.FILES["file"]


@pytest.fixture
def small(carla: Contact) -> Iterator[HttpRequest]:
    fields = {"subject": "Printer", "file": Named(b"needle" * 20_000, "notes.txt"), "more": "yes"}
    request = a_request(carla, fields)
    yield request
    request.close()


@pytest.mark.spec("S2.9.2a")
def test_a_file_is_sealed_while_it_comes(tenant: Tenant, small: HttpRequest, folder: Path) -> None:
    upload = upload_of(small)

    assert isinstance(upload, SealedUpload)
    assert (upload.name, upload.size) == ("notes.txt", 120_000)
    assert (small.POST["subject"], small.POST["more"]) == ("Printer", "yes")
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]
    assert b"needle" not in stored.read_bytes()


def test_a_form_can_read_it_as_any_file(tenant: Tenant, small: HttpRequest) -> None:
    upload = upload_of(small)

    assert upload.read(6) == b"needle"
    assert b"".join(upload.chunks()) == b"needle" * 20_000


def test_what_nobody_takes_over_is_deleted_with_the_request(
    tenant: Tenant, small: HttpRequest, folder: Path
) -> None:
    assert small.FILES
    small.close()

    assert stored_in(folder) == []


def test_what_was_taken_over_stays(
    tenant: Tenant,
    carla: Contact,
    small: HttpRequest,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = upload_file(carla, upload_of(small))
    small.close()

    assert content_of(file) == b"needle" * 20_000
    assert file.storage_key.endswith(f"/{file.id}.original")


def test_what_was_taken_over_but_rolled_back_is_deleted(
    tenant: Tenant, carla: Contact, small: HttpRequest, folder: Path
) -> None:
    upload_file(carla, upload_of(small))
    small.close()  # the callbacks of a commit never ran

    assert stored_in(folder) == []


@pytest.mark.spec("S2.2.2d")
def test_a_file_that_is_too_large_is_dropped_and_the_words_are_kept(
    tenant: Tenant, carla: Contact, folder: Path
) -> None:
    files = [Named(b"x" * (LIMIT + 1), "film.mp4"), Named(b"ok", "notes.txt")]
    request = a_request(carla, {"body": "It smokes.", "files": files, "after": "kept too"})
    large, fine = request.FILES.getlist("files")

    assert isinstance(large, OversizedUpload)
    assert fine.size == 2
    assert (request.POST["body"], request.POST["after"]) == ("It smokes.", "kept too")
    assert len(stored_in(folder)) == 1
    with pytest.raises(TooLarge, match=r"“film\.mp4” is too large.*200.KB") as refusal:
        upload_file(carla, large)
    assert refusal.value.status == 413
    request.close()


def test_exactly_the_limit_is_not_too_large(tenant: Tenant, carla: Contact) -> None:
    request = a_request(carla, {"file": Named(b"x" * LIMIT, "film.mp4")})

    assert upload_of(request).size == LIMIT
    request.close()


def test_a_request_that_goes_on_and_on_is_not_read_to_its_end(
    tenant: Tenant, carla: Contact, folder: Path
) -> None:
    files = [Named(b"x" * LIMIT, f"{number}.bin") for number in range(20)]
    request = a_request(carla, {"body": "It smokes.", "files": files})

    assert request.POST["body"] == "It smokes."
    assert isinstance(cut_off(request), TooLarge)
    assert read_bytes_of(request) < 5 * LIMIT
    request.close()
    assert stored_in(folder) == []


def test_what_is_announced_as_absurd_by_a_script_is_not_read_at_all(
    tenant: Tenant, carla: Contact
) -> None:
    request = a_request(
        carla,
        {"file": Named(b"x" * (LIMIT * 8), "film.mp4")},
        headers={"accept": "application/json"},
    )

    assert not request.FILES
    assert isinstance(cut_off(request), TooLarge)
    assert read_bytes_of(request) == 0


def test_a_request_that_breaks_off_leaves_nothing(
    tenant: Tenant, carla: Contact, folder: Path
) -> None:
    request = a_request(carla, {"file": Named(b"x" * 150_000, "film.mp4")})
    cast(Any, request)._stream.truncate(100_000)

    assert "file" not in request.FILES
    request.close()
    assert stored_in(folder) == []


def test_a_stranger_stores_nothing(tenant: Tenant, folder: Path) -> None:
    request = a_request(None, {"file": Named(b"x" * 1000, "notes.txt"), "email": "a@b.example"})

    assert not request.FILES
    assert request.POST["email"] == "a@b.example"
    assert stored_in(folder) == []


@pytest.mark.parametrize("name", ["", "..", "/", "\\"])
def test_a_file_without_a_name_is_no_file(tenant: Tenant, carla: Contact, name: str) -> None:
    request = a_request(carla, {"file": Named(b"x" * 1000, "placeholder")})
    body = cast(Any, request)._stream.getvalue().replace(b"placeholder", name.encode())
    cast(Any, request)._stream = Counted(body)
    request.META["CONTENT_LENGTH"] = str(len(body))

    assert not request.FILES
