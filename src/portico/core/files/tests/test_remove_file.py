"""Taking files away again."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from portico.core.access.actors import Contact, Staff, System
from portico.core.access.permissions import NotVisible
from portico.core.files.actions.attach import attach_files
from portico.core.files.actions.remove import InUse, remove_file
from portico.core.files.jobs import clear_away
from portico.core.files.models import StoredFile
from portico.core.files.tests.factories import a_checked_file, a_file, a_picture, stored_in
from portico.core.journal.models import Entry
from portico.core.tenants.models import Tenant
from portico.kernel.writes import writing

type Commits = DjangoCaptureOnCommitCallbacks


def test_the_uploader_removes_a_file_with_all_its_bytes(
    tenant: Tenant, carla: Contact, folder: Path, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(carla, a_checked_file(carla, a_picture(), name="photo.png"))

    assert not StoredFile.objects.exists()
    assert stored_in(folder) == []
    assert Entry.objects.filter(name="files.removed").exists()


def test_nobody_removes_the_file_of_somebody_else(
    tenant: Tenant, carla: Contact, tess: Staff
) -> None:
    file = a_file(carla)

    with pytest.raises(NotVisible):
        remove_file(tess, file)
    assert StoredFile.objects.exists()


def test_what_was_sent_stays(tenant: Tenant, carla: Contact) -> None:
    file = a_file(carla)
    with writing("files"):
        attach_files(carla, [file.id], company_id=carla.company_id)

    with pytest.raises(InUse):
        remove_file(carla, file)


def test_uploads_that_nobody_used_are_cleared_away(
    tenant: Tenant, carla: Contact, folder: Path, django_capture_on_commit_callbacks: Commits
) -> None:
    old, fresh, used = a_file(carla), a_file(carla), a_file(System("mail"))
    with writing("files"):
        attach_files(System("mail"), [used.id], company_id=None)
        StoredFile.objects.exclude(pk=fresh.pk).update(
            uploaded_at=timezone.now() - timedelta(days=3)
        )
    with django_capture_on_commit_callbacks(execute=True):
        clear_away()

    assert set(StoredFile.objects.values_list("id", flat=True)) == {fresh.id, used.id}
    assert not (folder / old.storage_key).exists()
    assert (folder / used.storage_key).exists()


def test_objects_without_a_row_are_cleared_away_when_they_are_old(
    tenant: Tenant, carla: Contact, folder: Path
) -> None:
    file = a_file(carla)
    home = (folder / file.storage_key).parent
    for name in ("orphan.original", "half.original.0a1b2c3d.part", "fresh.original"):
        (home / name).write_bytes(b"x")
    long_ago = time.time() - 3 * 86_400
    for path in home.iterdir():
        if "fresh" not in path.name:
            os.utime(path, (long_ago, long_ago))
    clear_away()

    assert stored_in(folder) == sorted(["fresh.original", f"{file.id}.original"])
