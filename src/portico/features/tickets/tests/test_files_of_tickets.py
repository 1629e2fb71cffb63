"""Files of tickets, through both doors: up, attached, opened, and refused to everybody else."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from PIL import Image
from pytest_django import Settings

from portico.core.files.jobs import inspect_file
from portico.core.files.models import StoredFile
from portico.core.identity.tests.factories import a_browser, signed_in_client, signed_in_staff
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant
from portico.features.tickets.models import NoteFile, ReplyFile, TicketReply
from portico.features.tickets.tests.conftest import Cast, make_cast
from portico.features.tickets.tests.factories import a_ticket
from portico.kernel.tenancy import scope, staff_scope

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING = UUID(int=1)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_PLACE, settings.FILES_FOLDER = "disk", tmp_path / "files"
    return tmp_path / "files"


def a_screenshot() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (80, 50), "navy").save(out, "PNG")
    out.seek(0)
    out.name = "screen.png"
    return out


def a_text(data: bytes = b"It smokes.\n", name: str = "notes.txt") -> io.BytesIO:
    out = io.BytesIO(data)
    out.name = name
    return out


def sent_ahead(browser: Client, file: io.BytesIO, *, door: str = "portal") -> dict[str, Any]:
    answer = browser.post(f"/{door}/files/", {"file": file}, headers={"accept": "application/json"})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = json.loads(answer.content)
    return found


def looked_at(tenant: Tenant) -> None:
    """Let the job of each upload run."""
    with scope(staff_scope(tenant.id)):
        ids = list(StoredFile.objects.values_list("id", flat=True))
        for file_id in ids:
            inspect_file(file=str(file_id))


def body_of(answer: HttpResponseBase) -> bytes:
    content: Any = answer
    return b"".join(content.streaming_content)


def in_scope[T](cast: Cast, read: Callable[[], T]) -> T:
    with scope(staff_scope(cast.tenant.id)):
        return read()


@pytest.mark.spec("S2.2.2d")
def test_a_screenshot_travels_from_the_client_to_the_technician(cast: Cast) -> None:
    carla, tess = signed_in_client(cast.carla), signed_in_staff(cast.tess)
    up = sent_ahead(carla, a_screenshot())
    asked = {"subject": "Black screen", "body": "See picture.", "kind": "incident", "priority": "2"}
    answer = carla.post("/portal/tickets/new/", {**asked, "files": up["id"]})
    assert answer.status_code == 302, answer.content[-2000:]
    looked_at(cast.tenant)

    page = carla.get(answer["Location"]).content.decode()
    assert up["url"] in page
    picture = tess.get(f"/staff/files/{up['id']}/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(body_of(picture))).size == (80, 50)
    assert body_of(tess.get(f"/staff/files/{up['id']}/thumb/"))
    assert body_of(carla.get(up["url"]))


@pytest.mark.spec("S2.2.2d")
def test_without_script_the_form_brings_the_files_itself(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    ticket = in_scope(cast, lambda: a_ticket(cast.carla))
    sent = {"body": "Here it is.", "attachments": [a_text(), a_screenshot()]}
    answer = carla.post(f"/portal/tickets/{ticket.pk}/replies/", sent)
    assert answer.status_code == 302, answer.content[-2000:]

    names = in_scope(cast, lambda: sorted(one.file.name for one in ReplyFile.objects.all()))
    assert names == ["notes.txt", "screen.png"]


@pytest.fixture
def attached(cast: Cast) -> StoredFile:
    """A file on a reply of Carla."""
    carla = signed_in_client(cast.carla)
    ticket = in_scope(cast, lambda: a_ticket(cast.carla))
    carla.post(f"/portal/tickets/{ticket.pk}/replies/", {"body": "x", "attachments": [a_text()]})
    looked_at(cast.tenant)
    return in_scope(cast, StoredFile.objects.get)


def statuses(browser: Client, door: str, file_id: UUID) -> set[int]:
    return {
        browser.get(f"/{door}/files/{file_id}/").status_code,
        browser.get(f"/{door}/files/{file_id}/thumb/").status_code,
        browser.post(f"/{door}/files/{file_id}/removal/").status_code,
    }


@pytest.mark.spec("S2.2.2d", "S1.1.2")
def test_a_file_does_not_exist_for_anybody_else(
    cast: Cast, other_tenant: Tenant, attached: StoredFile
) -> None:
    with scope(staff_scope(other_tenant.id)):
        others = make_cast(other_tenant)
    for who in (cast.otto, others.carla, others.bea):
        assert statuses(signed_in_client(who), "portal", attached.id) == {404}
    assert statuses(signed_in_staff(others.olga), "staff", attached.id) == {404}


def test_a_foreign_file_answers_like_one_that_is_not_there(
    cast: Cast, attached: StoredFile
) -> None:
    otto = signed_in_client(cast.otto)
    foreign = otto.get(f"/portal/files/{attached.id}/")
    missing = otto.get(f"/portal/files/{NOTHING}/")

    assert foreign.status_code == missing.status_code == 404
    assert len(foreign.content) == len(missing.content)


@pytest.mark.spec("S2.2.2d")
def test_who_sees_the_ticket_opens_its_files_and_a_colleague_who_does_not_cannot(
    cast: Cast, attached: StoredFile
) -> None:
    def status(who: Contact) -> int:
        answer = signed_in_client(who).get(f"/portal/files/{attached.id}/")
        if answer.streaming:
            body_of(answer)
        return answer.status_code

    assert status(cast.bea) == 200  # the manager sees the company's tickets
    assert status(cast.otto) == 404


def test_without_a_session_there_is_only_the_way_in(cast: Cast, attached: StoredFile) -> None:
    answer = a_browser(cast.tenant).get(f"/portal/files/{attached.id}/")

    assert answer.status_code == 302
    assert "/portal/login" in answer["Location"]


@pytest.mark.spec("S2.2.2d")
def test_a_file_of_a_note_stays_with_staff(cast: Cast) -> None:
    tess, carla = signed_in_staff(cast.tess), signed_in_client(cast.carla)
    ticket = in_scope(cast, lambda: a_ticket(cast.carla))
    up = sent_ahead(tess, a_text(), door="staff")
    answer = tess.post(f"/staff/tickets/{ticket.pk}/notes/", {"body": "look", "files": up["id"]})
    assert answer.status_code == 302, answer.content[-2000:]
    looked_at(cast.tenant)

    file = in_scope(cast, lambda: NoteFile.objects.get().file)
    assert body_of(tess.get(f"/staff/files/{file.id}/")) == b"It smokes.\n"
    assert statuses(carla, "portal", file.id) == {404}
    assert statuses(signed_in_client(cast.bea), "portal", file.id) == {404}


def test_the_uploader_takes_a_file_back(cast: Cast, folder: Path) -> None:
    carla = signed_in_client(cast.carla)
    up = sent_ahead(carla, a_text())

    assert carla.post(up["remove_url"]).status_code == 204
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert carla.get(up["url"]).status_code == 404


def test_a_file_of_somebody_else_cannot_be_attached(cast: Cast) -> None:
    up = sent_ahead(signed_in_client(cast.carla), a_text())
    sid = signed_in_client(cast.sid)
    ticket = in_scope(cast, lambda: a_ticket(cast.sid))
    answer = sid.post(f"/portal/tickets/{ticket.pk}/replies/", {"body": "mine", "files": up["id"]})

    assert answer.status_code == 422
    assert "mine" in answer.content.decode()
    assert not in_scope(cast, ReplyFile.objects.exists)


@pytest.mark.spec("S2.2.2d")
def test_a_file_that_is_too_large_costs_no_words(cast: Cast, settings: Settings) -> None:
    settings.UPLOAD_BYTES, settings.UPLOAD_REQUEST_BYTES = 10_000, 40_000
    carla = signed_in_client(cast.carla)
    ticket = in_scope(cast, lambda: a_ticket(cast.carla))
    sent = {"body": "A long story.", "attachments": [a_text(b"x" * 10_001, "film.mp4")]}
    answer = carla.post(f"/portal/tickets/{ticket.pk}/replies/", sent)

    assert answer.status_code in {413, 422}
    assert "A long story." in answer.content.decode()
    assert "film.mp4" in answer.content.decode()
    assert in_scope(cast, TicketReply.objects.count) == 1


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_far_too_much_is_answered_kindly(cast: Cast, settings: Settings, accept: str) -> None:
    settings.UPLOAD_BYTES, settings.UPLOAD_REQUEST_BYTES = 10_000, 40_000
    carla = signed_in_client(cast.carla)
    files = [a_text(b"x" * 9_000, f"{number}.bin") for number in range(9)]
    answer = carla.post("/portal/files/", {"file": files}, headers={"accept": accept})

    assert answer.status_code == 413
    assert "40 KB" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 422), ({"file": "no file"}, 422), ({"file": a_text(b"", "empty.txt")}, 422)],
)
def test_what_is_no_file_is_answered_in_words(
    cast: Cast, fields: dict[str, Any], status: int
) -> None:
    answer = signed_in_client(cast.carla).post(
        "/portal/files/", fields, headers={"accept": "application/json"}
    )

    assert answer.status_code == status
    assert json.loads(answer.content)["error"]


def test_staff_do_not_upload_at_the_clients_door(cast: Cast, folder: Path) -> None:
    answer = signed_in_staff(cast.tess).post("/portal/files/", {"file": a_text()})

    assert answer.status_code == 302
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_waits_for_its_check_says_so(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    up = sent_ahead(carla, a_text())
    answer = carla.get(up["url"])

    assert answer.status_code == 409
    assert "Being checked" in answer.content.decode()


@pytest.mark.spec("S2.2.2d")
def test_a_web_page_is_never_shown_as_one(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    up = sent_ahead(carla, a_text(b"<!DOCTYPE html><script>alert(1)</script>", "page.html"))
    looked_at(cast.tenant)
    answer = carla.get(up["url"])

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    body_of(answer)


def heard(cast: Cast, act: Callable[[], None]) -> set[str]:
    """The channels on which open pages are told to look again."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listener:
        listener.execute("LISTEN portico_live")
        act()
        told = listener.notifies(timeout=0.5)
        return {one.payload.removeprefix(f"{cast.tenant.id}|") for one in told}


def test_open_pages_learn_when_a_file_has_been_checked(cast: Cast) -> None:
    ticket = in_scope(cast, lambda: a_ticket(cast.carla))
    sent = {"body": "x", "attachments": [a_text()]}
    signed_in_client(cast.carla).post(f"/portal/tickets/{ticket.pk}/replies/", sent)

    assert f"ticket:{ticket.pk}" in heard(cast, lambda: looked_at(cast.tenant))


def test_a_client_hears_nothing_of_a_notes_file(cast: Cast) -> None:
    ticket = in_scope(cast, lambda: a_ticket(cast.carla))
    sent = {"body": "look", "attachments": [a_text()]}
    signed_in_staff(cast.tess).post(f"/staff/tickets/{ticket.pk}/notes/", sent)

    assert heard(cast, lambda: looked_at(cast.tenant)) == {f"desk-ticket:{ticket.pk}", "desk"}


def test_a_draft_gets_only_files_back_that_still_wait(cast: Cast) -> None:
    carla, tess = signed_in_client(cast.carla), signed_in_staff(cast.tess)
    waiting, used = (sent_ahead(carla, a_text(name=f"{one}.txt")) for one in ("waits", "used"))
    asked = {"subject": "Smoke", "body": "See here.", "kind": "incident", "priority": "2"}
    assert carla.post("/portal/tickets/new/", {**asked, "files": used["id"]}).status_code == 302
    ids = {"files": [waiting["id"], used["id"], str(NOTHING), "nonsense"]}

    assert carla.get("/portal/files/", ids).json() == {"files": [waiting]}
    assert tess.get("/staff/files/", ids).json() == {"files": []}


@pytest.mark.spec("S0.1.22", "S0.1.23", "S1.5.8")
def test_who_views_as_a_client_takes_out_only_what_is_written_down(
    cast: Cast, attached: StoredFile
) -> None:
    """The list as a file and a file of a ticket: both identities stand beside, nothing changes."""
    vera = signed_in_staff(cast.tess)
    begun = vera.post(f"/staff/viewing/contact/{cast.carla.pk}/", {"reason": "#1", "minutes": "15"})
    assert begun["Location"] == "/portal/"
    places = ("/portal/tickets/export/", f"/portal/files/{attached.id}/")
    for place in places:
        assert body_of(vera.get(place)), place
    for place in (f"{places[1]}removal/", "/portal/files/"):
        assert vera.post(place, {"file": a_text()}).status_code == 403

    def told() -> list[Entry]:
        names = ("viewing.page", "viewing.refused", "files.downloaded")
        return list(Entry.objects.filter(name__in=names).order_by("id"))

    entries = in_scope(cast, told)
    assert {(one.actor_id, one.behind_id) for one in entries} == {(cast.carla.pk, cast.tess.pk)}
    pages = [one.data["page"] for one in entries if "page" in one.data]
    assert pages == [*places, f"{places[1]}removal/", "/portal/files/"]
    assert sum(one.name == "files.downloaded" for one in entries) == 1
    assert in_scope(cast, StoredFile.objects.count) == 1
