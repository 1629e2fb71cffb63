"""One MSP whose files lie in a folder of the test."""

from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from portico.core.access.actors import Contact, Staff
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.files.permissions import UPLOAD
from portico.core.tenants.tests.fixtures import opened_tenant as tenant
from portico.kernel.ids import new_id

__all__ = ["tenant"]

BLUEBIRD = new_id()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_PLACE, settings.FILES_FOLDER = "disk", tmp_path / "files"
    settings.CLAMD = None
    return tmp_path / "files"


@pytest.fixture
def company() -> UUID:
    return BLUEBIRD


@pytest.fixture
def carla(company: UUID) -> Contact:
    return a_client(company, UPLOAD)


@pytest.fixture
def tess() -> Staff:
    return a_technician(UPLOAD)
