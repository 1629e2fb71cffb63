"""What forms take from a browser."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from portico.ui.forms import Form, IdListField, ManyFilesField, once


class Reply(Form):
    attachments = ManyFilesField(required=False)
    files = IdListField(required=False)  # type: ignore[assignment] # Django takes it off the class


def test_many_files_come_without_script() -> None:
    sent = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]

    form = Reply({}, MultiValueDict({"attachments": sent}))

    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["attachments"]] == ["a.txt", "b.txt"]


def test_no_file_is_an_empty_list() -> None:
    form = Reply({})

    assert form.is_valid()
    assert (form.cleaned_data["attachments"], form.cleaned_data["files"]) == ([], [])


def test_the_uploader_sends_ids() -> None:
    form = Reply(QueryDict("files=01890000-0000-7000-8000-000000000001"))

    assert form.is_valid()
    assert form.cleaned_data["files"] == [UUID("01890000-0000-7000-8000-000000000001")]


@pytest.mark.parametrize("bad", ["x", "1; drop table", "018"])
def test_an_id_that_is_none_is_refused(bad: str) -> None:
    form = Reply(QueryDict(f"files={bad}"))

    assert "files" in form.errors


def test_a_once_token_is_short_and_new() -> None:
    assert len(once()) == 32
    assert once() != once()
