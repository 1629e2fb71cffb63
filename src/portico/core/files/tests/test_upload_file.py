"""Taking a file over."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import CharField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from portico.core.access.actors import Contact, Staff, System
from portico.core.access.tests.factories import a_technician
from portico.core.files.actions.upload import MOST_LOOSE, EmptyFile, TooManyLoose, upload_file
from portico.core.files.contents import WrongPlace
from portico.core.files.models import StoredFile
from portico.core.files.receiving import receive_files
from portico.core.files.tests.factories import a_file, content_of
from portico.core.files.uploading import sent_already
from portico.core.journal.models import Entry
from portico.core.tenants.models import Tenant
from portico.kernel.crypto.frames import DamagedFile
from portico.kernel.writes import writing
from portico.ui.forms import Form, IdListField, ManyFilesField


def test_an_upload_hangs_on_nothing_and_waits_for_its_check(tenant: Tenant, carla: Contact) -> None:
    file = a_file(carla, b"Hello.\n", name="notes.txt")

    assert (file.name, file.size, file.detected_type) == ("notes.txt", 7, "text/plain")
    assert (file.state, file.attached_at) == (StoredFile.State.CHECKING, None)
    assert (file.company_id, file.uploaded_by_id) == (carla.company_id, carla.id)
    assert file.sha256 == sha256(b"Hello.\n").hexdigest()
    assert Entry.objects.get().name == "files.uploaded"


def test_an_upload_of_staff_belongs_to_no_company(tenant: Tenant, tess: Staff) -> None:
    assert a_file(tess).company_id is None


@pytest.mark.spec("S2.9.2a", "S2.2.2d")
def test_the_stored_bytes_are_unreadable(tenant: Tenant, carla: Contact, folder: Path) -> None:
    file = a_file(carla, b"needle " * 30_000)
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]

    assert b"needle" not in stored.read_bytes()
    assert content_of(file) == b"needle " * 30_000


@pytest.mark.spec("S2.9.2a")
def test_objects_that_were_swapped_do_not_open(
    tenant: Tenant, carla: Contact, folder: Path
) -> None:
    one, two = a_file(carla, b"one"), a_file(carla, b"two")
    first, second = folder / one.storage_key, folder / two.storage_key
    first.write_bytes(second.read_bytes())

    with pytest.raises(DamagedFile):
        content_of(one)
    one.storage_key = two.storage_key
    with pytest.raises(WrongPlace):
        content_of(one)


def test_without_the_permission_nothing_is_kept(tenant: Tenant, folder: Path) -> None:
    with pytest.raises(PermissionDenied):
        a_file(a_technician())

    assert not folder.exists()


def test_an_empty_file_is_refused(tenant: Tenant, carla: Contact) -> None:
    with pytest.raises(EmptyFile, match=r"empty\.pdf” is empty"):
        upload_file(carla, SimpleUploadedFile("empty.pdf", b""))


def test_nobody_fills_the_storage_with_loose_files(tenant: Tenant, carla: Contact) -> None:
    with writing("files"):
        StoredFile.objects.bulk_create(_a_copy_of(a_file(carla)) for _ in range(MOST_LOOSE))

    with pytest.raises(TooManyLoose) as refusal:
        upload_file(carla, SimpleUploadedFile("one-more.txt", b"x"))
    assert refusal.value.status == 429


def _a_copy_of(file: StoredFile) -> StoredFile:
    return StoredFile(
        name=file.name,
        size=1,
        uploaded_at=file.uploaded_at,
        uploaded_by_kind=file.uploaded_by_kind,
        uploaded_by_id=file.uploaded_by_id,
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("x" * 300 + ".pdf", "x" * 115 + "….pdf"),
        ("line\r\nSet-Cookie: a=b.txt", "line Set-Cookie_ a=b.txt"),
        ("", "File"),
        ("..", "File"),
    ],
)
def test_a_hostile_name_is_made_harmless(
    tenant: Tenant, carla: Contact, sent: str, kept: str
) -> None:
    assert a_file(carla, name=sent).name == kept


class Message(Form):
    body = CharField()
    files = IdListField(required=False)  # type: ignore[assignment] # also a name of Django's
    attachments = ManyFilesField(required=False)


def a_message(ahead: StoredFile, *uploads: SimpleUploadedFile, body: str = "See here") -> Message:
    words = QueryDict(mutable=True)
    words.update({"body": body, "files": str(ahead.id)})
    return Message(words, MultiValueDict({"attachments": list(uploads)}))


def test_a_forms_files_come_together(tenant: Tenant, carla: Contact) -> None:
    ahead = a_file(carla)
    form = a_message(ahead, SimpleUploadedFile("two.txt", b"two"))

    receive_files(carla, form)

    assert form.is_valid()
    first, second = form.cleaned_data["files"]
    assert (first, form.cleaned_data["attachments"]) == (ahead.id, [])
    assert content_of(StoredFile.objects.get(pk=second)) == b"two"


def test_good_files_are_kept_beside_those_that_are_refused(tenant: Tenant, carla: Contact) -> None:
    good, empty = SimpleUploadedFile("good.txt", b"good"), SimpleUploadedFile("empty.png", b"")
    form = a_message(a_file(carla), good, empty)

    receive_files(carla, form)

    assert form.errors == {"files": ["“empty.png” is empty."]}
    assert [one.name for one in sent_already(carla, form, door="portal")][1:] == ["good.txt"]


def test_files_are_kept_when_the_words_are_refused(tenant: Tenant, carla: Contact) -> None:
    form = a_message(a_file(carla), SimpleUploadedFile("good.txt", b"good"), body="")

    receive_files(carla, form)

    assert set(form.errors) == {"body"}
    assert len(sent_already(carla, form, door="portal")) == 2


def test_the_product_itself_may_add_files(tenant: Tenant) -> None:
    file = a_file(System("mail"))

    assert (file.uploaded_by_kind, file.uploaded_by_id) == ("system", None)
