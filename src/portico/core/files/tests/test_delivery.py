"""Files on their way out."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.access.permissions import NotVisible
from portico.core.access.tests.factories import a_client
from portico.core.files import queries
from portico.core.files.actions.attach import attach_files
from portico.core.files.delivery import NotReady, send_file, send_thumbnail
from portico.core.files.models import StoredFile
from portico.core.files.permissions import UPLOAD
from portico.core.files.ports import ATTACHABLES, attachable
from portico.core.files.storage import storage
from portico.core.files.tests.factories import a_checked_file, a_file, a_picture
from portico.core.journal.models import Entry
from portico.core.tenants.models import Tenant
from portico.kernel.s3 import S3Store
from portico.kernel.tenancy import portal_scope, scope
from portico.kernel.writes import writing

TEXT = bytes(range(32, 127)) * 2000


def asked(path: str = "/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


def body_of(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    content: Any = answer.streaming_content
    return b"".join(content)


def test_the_uploader_gets_the_file_back(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, TEXT)
    answer = send_file(asked(), carla, file.id)

    assert answer.status_code == 200
    assert body_of(answer) == TEXT
    assert answer["Content-Length"] == str(len(TEXT))
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'


@pytest.mark.spec("S2.2.2d")
def test_every_answer_is_closed_to_scripts_and_shared_caches(
    tenant: Tenant, carla: Contact
) -> None:
    file = a_checked_file(carla, a_picture(), name="photo.png")
    for answer in (send_file(asked(), carla, file.id), send_thumbnail(asked(), carla, file.id)):
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        body_of(answer)


@pytest.mark.parametrize(
    ("name", "data", "sent"),
    [
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream"),
        ("tool.exe", b"MZ\x90\0" + bytes(300), "application/octet-stream"),
        ("letter.pdf", b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        ("notes.txt", b"Hello", "text/plain"),
    ],
)
def test_only_pictures_are_shown_in_the_page(
    tenant: Tenant, carla: Contact, name: str, data: bytes, sent: str
) -> None:
    file = a_checked_file(carla, data, name=name)
    answer = send_file(asked(), carla, file.id)

    assert answer["Content-Type"] == sent
    assert answer["Content-Disposition"].startswith("attachment")
    body_of(answer)


def test_a_picture_is_shown_or_downloaded(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, a_picture(), name="Übersicht.png")
    shown = send_file(asked(), carla, file.id)
    saved = send_file(asked("/?download"), carla, file.id)

    assert (shown["Content-Type"], shown["Content-Disposition"][:6]) == ("image/png", "inline")
    assert saved["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cbersicht.png"
    body_of(shown)
    body_of(saved)


def test_a_thumbnail_is_small(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, a_picture(size=(2000, 1000)), name="photo.png")
    answer = send_thumbnail(asked(), carla, file.id)

    assert answer["Content-Type"] == "image/webp"
    assert len(body_of(answer)) < 5000


def test_a_file_that_is_no_picture_has_no_thumbnail(tenant: Tenant, carla: Contact) -> None:
    with pytest.raises(NotVisible):
        send_thumbnail(asked(), carla, a_checked_file(carla).id)


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=65530-65545", 65530, 65546), ("bytes=-7", -7, None)],
)
def test_a_part_can_be_asked_for(
    tenant: Tenant, carla: Contact, wanted: str, start: int, end: int | None
) -> None:
    file = a_checked_file(carla, TEXT)
    answer = send_file(asked(range=wanted), carla, file.id)

    assert answer.status_code == 206
    assert body_of(answer) == TEXT[start:end]
    assert answer["Content-Range"].endswith(f"/{len(TEXT)}")


def test_a_part_outside_the_file_is_refused(tenant: Tenant, carla: Contact) -> None:
    answer = send_file(asked(range="bytes=999999-"), carla, a_checked_file(carla, TEXT).id)

    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(TEXT)}")


def test_who_knows_the_file_gets_it_no_second_time(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, TEXT)
    first = send_file(asked(), carla, file.id)
    body_of(first)
    again = send_file(asked(**{"if-none-match": first["ETag"]}), carla, file.id)
    stale = send_file(asked(range="bytes=0-1", **{"if-range": '"old"'}), carla, file.id)

    assert again.status_code == 304
    assert stale.status_code == 200
    body_of(stale)


@pytest.mark.spec("S2.9.2b")
def test_every_download_is_remembered_also_one_in_parts(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, TEXT)
    body_of(send_file(asked(range="bytes=1-"), carla, file.id))

    entry = Entry.objects.get(name="files.downloaded")
    assert (entry.subject_id, entry.actor_id) == (file.id, carla.id)

    whole = send_file(asked(), carla, file.id)
    body_of(whole)
    send_file(asked(**{"if-none-match": whole["ETag"]}), carla, file.id)
    send_file(asked(range="bytes=999999-"), carla, file.id)
    assert Entry.objects.filter(name="files.downloaded").count() == 2


def test_nobody_gets_a_file_before_it_was_looked_at(tenant: Tenant, carla: Contact) -> None:
    with pytest.raises(NotReady, match="Being checked") as refusal:
        send_file(asked(), carla, a_file(carla).id)
    assert refusal.value.status == 409


def test_a_refused_file_says_why(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, b"MZ" + bytes(99), name="invoice.pdf")

    with pytest.raises(NotReady, match="pretends to be a document"):
        send_file(asked(), carla, file.id)


@pytest.fixture
def hooks() -> Iterator[None]:
    kept = dict(ATTACHABLES)
    ATTACHABLES.clear()
    yield
    ATTACHABLES.clear()
    ATTACHABLES.update(kept)


def an_attached_file(actor: Actor, company_id: UUID | None) -> StoredFile:
    file = a_checked_file(actor)
    with writing("files"):
        attach_files(actor, [file.id], company_id=company_id)
    return file


@pytest.mark.spec("S2.2.2d")
def test_a_loose_file_is_its_uploaders_alone(
    tenant: Tenant, carla: Contact, tess: Staff, company: UUID
) -> None:
    file = a_checked_file(carla)
    colleague = a_client(company, UPLOAD)

    assert queries.file(carla, file.id) == file
    for other in (colleague, tess):
        with pytest.raises(NotVisible):
            queries.file(other, file.id)


@pytest.mark.spec("S2.2.2d")
def test_an_attached_file_is_read_by_those_who_may_read_what_it_hangs_on(
    tenant: Tenant, carla: Contact, tess: Staff, company: UUID, hooks: None
) -> None:
    file = an_attached_file(carla, company)
    colleague = a_client(company, UPLOAD)
    readers: tuple[Actor, ...] = (carla, tess)
    attachable("letters", visible=lambda actor, ids: set(ids) if actor in readers else set())
    attachable("others", visible=lambda _actor, _ids: set())

    assert queries.file(carla, file.id) == queries.file(tess, file.id) == file
    with pytest.raises(NotVisible):
        queries.file(colleague, file.id)


def test_an_attached_file_that_nothing_speaks_for_is_nobodys(
    tenant: Tenant, carla: Contact, company: UUID, hooks: None
) -> None:
    with pytest.raises(NotVisible):
        queries.file(carla, an_attached_file(carla, company).id)


@pytest.mark.spec("S2.2.2d")
def test_the_database_hides_files_of_others_whatever_the_code_says(
    tenant: Tenant, carla: Contact, tess: Staff, company: UUID, hooks: None
) -> None:
    mine, of_staff = an_attached_file(carla, company), an_attached_file(tess, None)
    otto = a_client(UUID(int=7), UPLOAD)
    theirs = an_attached_file(otto, otto.company_id)
    attachable("letters", visible=lambda _actor, ids: set(ids))

    with scope(portal_scope(tenant.id, company=company, contact=carla.id)):
        found = queries.files(carla, [mine.id, of_staff.id, theirs.id])

    assert found == [mine]


@pytest.mark.spec("S2.2.2d")
def test_a_contact_works_with_files_under_the_rights_of_the_portal(
    tenant: Tenant, carla: Contact, company: UUID
) -> None:
    with scope(portal_scope(tenant.id, company=company, contact=carla.id)):
        file = a_file(carla, TEXT)
        assert queries.file(carla, file.id) == file
        with writing("files"):
            attach_files(carla, [file.id], company_id=company)


def test_files_come_in_the_order_asked_for(tenant: Tenant, carla: Contact) -> None:
    one, two = a_file(carla), a_file(carla)

    assert queries.files(carla, [two.id, UUID(int=1), one.id, two.id]) == [two, one]


def test_a_bucket_serves_as_well_as_a_disk(
    tenant: Tenant, carla: Contact, settings: Settings
) -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings.FILES_PLACE = "s3://uploads/portico"
    settings.FILES_S3 = (f"http://{host}:{port}", "us-east-1", "test", "test")
    store = storage()
    assert isinstance(store, S3Store)
    store.client.create_bucket(Bucket="uploads")
    file = a_checked_file(carla, a_picture(size=(900, 900)), name="photo.png")

    assert body_of(send_file(asked(range="bytes=0-7"), carla, file.id)) == b"\x89PNG\r\n\x1a\n"
    assert body_of(send_thumbnail(asked(), carla, file.id))
    listed = store.client.list_objects_v2(Bucket="uploads")["Contents"]
    assert all(found["Key"].startswith(f"portico/{tenant.id}/") for found in listed)
    server.stop()
