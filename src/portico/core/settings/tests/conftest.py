"""One MSP, and its owner in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from .msps import an_msp, inside, the_owner


@pytest.fixture(autouse=True)
def keys(settings: object, tmp_path: Path) -> None:
    """Keys of this test only. `settings` is pytest-django's."""
    for name, value in {
        "KEK": None,
        "KEYS_FOLDER": tmp_path / "keys",
        "KEK_FILE": tmp_path / "keys" / "master.key",
    }.items():
        setattr(settings, name, value)


@pytest.fixture
def tenant(db: None) -> Tenant:
    """Northbeam, as an operator makes it."""
    return an_msp()


@pytest.fixture
def opened(tenant: Tenant) -> Iterator[Tenant]:
    """Northbeam, with its scope open."""
    with scope(inside(tenant)):
        yield tenant


@pytest.fixture
def owner(tenant: Tenant) -> Client:
    """Northbeam's owner."""
    return the_owner(tenant)
