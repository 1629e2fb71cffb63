"""Looking at a file before anybody gets it."""

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portico.core.access.actors import Contact
from portico.core.files import inspection
from portico.core.files.jobs import inspect_file, inspect_forgotten_files
from portico.core.files.models import Reason, StoredFile
from portico.core.files.templatetags.files import stored_file
from portico.core.files.tests.factories import (
    a_checked_file,
    a_file,
    a_picture,
    content_of,
    stored_in,
)
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.journal.models import Entry
from portico.core.tenants.models import Tenant
from portico.kernel.clamd import ScannerAway
from portico.kernel.tests.test_clamd import Scanner
from portico.kernel.tests.test_pictures import a_pixel_bomb, with_exif
from portico.kernel.writes import writing

State = StoredFile.State
type Commits = DjangoCaptureOnCommitCallbacks


def test_a_text_is_ready_as_it_is(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, b"Hello.\n", name="notes.txt")

    assert (file.state, file.reason) == (State.READY, Reason.NONE)
    assert not file.is_image
    assert content_of(file) == b"Hello.\n"


@pytest.mark.spec("S2.2.2d")
def test_a_picture_is_drawn_anew_without_its_place(
    tenant: Tenant,
    carla: Contact,
    folder: Path,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = a_checked_file(carla, with_exif(6), name="photo.png")
    image = Image.open(io.BytesIO(content_of(file)))

    assert (file.state, file.is_image) == (State.READY, True)
    assert (file.width, file.height) == image.size == (20, 40)
    assert not image.getexif()
    assert file.size == len(content_of(file))
    assert stored_in(folder) == [f"{file.id}.picture", f"{file.id}.thumbnail"]


@pytest.mark.parametrize(
    ("kind", "name", "becomes", "content_type"),
    [
        ("GIF", "scan.gif", "scan.png", "image/png"),
        ("JPEG", "photo.png", "photo.jpg", "image/jpeg"),
        ("JPEG", "photo.jpeg", "photo.jpeg", "image/jpeg"),
        ("PNG", "noending", "noending.png", "image/png"),
        ("WEBP", "v1.2", "v1.2.webp", "image/webp"),
    ],
)
def test_the_name_of_a_picture_tells_what_it_is(
    tenant: Tenant, carla: Contact, kind: str, name: str, becomes: str, content_type: str
) -> None:
    file = a_checked_file(carla, a_picture(kind), name=name)

    assert (file.name, file.detected_type) == (becomes, content_type)


POLYGLOT = a_picture("PNG") + b"<svg onload='alert(1)'><script>needle()</script>"


def test_a_polyglot_keeps_its_picture_only(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, POLYGLOT, name="cat.png")

    assert file.state == State.READY
    assert b"needle" not in content_of(file)


def test_a_name_that_misleads_is_told(tenant: Tenant, carla: Contact) -> None:
    file = a_checked_file(carla, b"just text", name="invoice.pdf")

    assert (file.state, file.reason) == (State.READY, Reason.TYPE_DIFFERS)
    assert "not what its name says" in file.words


@pytest.mark.spec("S2.2.2d")
@pytest.mark.parametrize(
    "case",
    [
        ("invoice.pdf", b"MZ\x90\0" + bytes(500), Reason.DISGUISED),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason.DISGUISED),
        ("photo.jpg", b"<!DOCTYPE html><script>alert(1)</script>", Reason.DISGUISED),
        ("photo.png", a_pixel_bomb(12_000), Reason.PIXELS),
        ("photo.png", a_picture()[:60], Reason.BROKEN),
        ("photo.jpg", b"\xff\xd8\xff and nothing more", Reason.BROKEN),
    ],
)
def test_a_hostile_file_is_refused_and_its_content_goes(
    tenant: Tenant,
    carla: Contact,
    folder: Path,
    django_capture_on_commit_callbacks: Commits,
    case: tuple[str, bytes, Reason],
) -> None:
    name, data, reason = case
    with django_capture_on_commit_callbacks(execute=True):
        file = a_checked_file(carla, data, name=name)

    assert (file.state, file.reason, file.storage_key) == (State.REFUSED, reason, "")
    assert file.words.startswith("Refused")
    assert stored_in(folder) == []
    assert Entry.objects.get(name="files.refused").is_security


def test_a_zip_bomb_is_not_unpacked(tenant: Tenant, carla: Contact) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", bytes(5_000_000))
    start = time.monotonic()
    file = a_checked_file(carla, out.getvalue(), name="archive.zip")

    assert (file.state, file.detected_type) == (State.READY, "application/zip")
    assert time.monotonic() - start < 5


def test_an_openly_named_program_can_be_sent(tenant: Tenant, carla: Contact) -> None:
    assert a_checked_file(carla, b"MZ\x90\0" + bytes(500), name="tool.exe").is_ready


@pytest.mark.spec("S2.2.2d")
def test_what_no_scanner_has_seen_says_so(tenant: Tenant, carla: Contact) -> None:
    tool = a_checked_file(carla, b"MZ\x90\0" + bytes(500), name="virus.exe")
    misleading = a_checked_file(carla, b"just text", name="invoice.pdf")
    picture = a_checked_file(carla, a_picture("PNG"), name="photo.png")

    assert (tool.was_scanned, tool.words) == (False, "Not scanned for viruses.")
    assert "Not scanned for viruses." in stored_file(tool, "portal")
    assert misleading.words.endswith("name says. Not scanned for viruses.")
    assert picture.words == ""  # drawn anew: nothing of the original is left


@pytest.fixture
def scanner(tmp_path: Path, settings: Settings) -> Iterator[Scanner]:
    scanner = Scanner(tmp_path / "clamd")
    settings.CLAMD = scanner.address
    yield scanner
    scanner.close()


@pytest.mark.spec("S2.2.2d")
def test_a_virus_is_refused(tenant: Tenant, carla: Contact, scanner: Scanner) -> None:
    scanner.answer = b"stream: Eicar-Signature FOUND\0"
    file = a_checked_file(carla, b"harmful", name="letter.txt")

    assert (file.state, file.reason) == (State.REFUSED, Reason.VIRUS)
    assert scanner.seen == b"harmful"


def test_what_the_scanner_lets_pass_is_ready(
    tenant: Tenant, carla: Contact, scanner: Scanner
) -> None:
    file = a_checked_file(carla, b"x" * 200_000)

    assert (file.state, file.was_scanned, file.words) == (State.READY, True, "")
    assert len(scanner.seen) == 200_000


def test_what_is_too_large_for_the_scanner_is_not_let_pass(
    tenant: Tenant, carla: Contact, scanner: Scanner
) -> None:
    scanner.most = 10

    assert a_checked_file(carla, b"x" * 2000).reason == Reason.TOO_LARGE_TO_SCAN


@pytest.mark.spec("S2.2.2d")
def test_while_the_scanner_is_away_the_file_waits(
    tenant: Tenant, carla: Contact, settings: Settings
) -> None:
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    file = a_file(carla)

    with pytest.raises(ScannerAway):
        inspect_file(file=str(file.id))
    file.refresh_from_db()
    assert (file.state, file.words) == (State.CHECKING, "Being checked")

    settings.CLAMD = None
    inspect_file(file=str(file.id))
    file.refresh_from_db()
    assert file.is_ready


def test_a_damaged_object_is_refused(tenant: Tenant, carla: Contact, folder: Path) -> None:
    cut, gone = a_file(carla, b"x" * 100_000), a_file(carla)
    (folder / cut.storage_key).write_bytes((folder / cut.storage_key).read_bytes()[:70_000])
    (folder / gone.storage_key).unlink()
    for file in (cut, gone):
        inspect_file(file=str(file.id))
        file.refresh_from_db()

        assert (file.state, file.reason) == (State.REFUSED, Reason.DAMAGED)


def test_looking_twice_changes_nothing(
    tenant: Tenant, carla: Contact, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = a_checked_file(carla, a_picture(), name="photo.png")
        inspect_file(file=str(file.id))

    assert content_of(file)
    assert Entry.objects.filter(name="files.checked").count() == 1


def test_two_inspections_at_once_leave_one_picture(
    tenant: Tenant,
    carla: Contact,
    folder: Path,
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = a_file(carla, a_picture(), name="photo.png")
    inspect: Callable[..., object] = inspection.inspect

    def meanwhile(*args: object, **kwargs: object) -> object:
        monkeypatch.undo()
        inspect_file(file=str(file.id))
        return inspect(*args, **kwargs)

    monkeypatch.setattr(inspection, "inspect", meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        inspect_file(file=str(file.id))
    file.refresh_from_db()

    assert content_of(file)
    assert stored_in(folder) == [f"{file.id}.picture", f"{file.id}.thumbnail"]


def test_a_file_that_was_removed_meanwhile_leaves_nothing(
    tenant: Tenant,
    carla: Contact,
    folder: Path,
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = a_file(carla, a_picture(), name="photo.png")
    inspect: Callable[..., object] = inspection.inspect

    def meanwhile(*args: object, **kwargs: object) -> object:
        verdict = inspect(*args, **kwargs)
        with writing("files"):
            StoredFile.objects.all().delete()
        return verdict

    monkeypatch.setattr(inspection, "inspect", meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        inspect_file(file=str(file.id))

    assert stored_in(folder) == [f"{file.id}.original"]  # `remove_file` deletes this one itself


def test_a_forgotten_file_is_looked_at_again(tenant: Tenant, carla: Contact) -> None:
    _fresh, forgotten = a_file(carla), a_file(carla)
    with writing("files"):
        early = forgotten.uploaded_at.replace(year=2020)
        StoredFile.objects.filter(pk=forgotten.pk).update(uploaded_at=early)
    before = len(queued_jobs("files.inspect_file"))

    inspect_forgotten_files()

    again = queued_jobs("files.inspect_file")[before:]
    assert [arguments["file"] for _lane, _at, arguments in again] == [str(forgotten.id)]
