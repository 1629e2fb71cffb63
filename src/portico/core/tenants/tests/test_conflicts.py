"""What the database refuses is told in words, and leaves the transaction usable."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError

from portico.core.tenants.models import Host
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.postgres.conflicts import refusing
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing


class Taken(Exception):
    """Words for people."""


@pytest.fixture(autouse=True)
def _inside(db: None) -> Iterator[None]:
    tenant = a_tenant(host="one.example")
    with scope(staff_scope(tenant.id)), writing("tenants"):
        yield


def test_a_named_constraint_becomes_its_exception() -> None:
    with pytest.raises(Taken), refusing({"tenants_host_host_key": Taken()}):
        Host.objects.create(name="one.example")

    assert Host.objects.count() == 1


def test_another_constraint_stays_a_fault() -> None:
    with pytest.raises(IntegrityError), refusing({"something_else": Taken()}):
        Host.objects.create(name="one.example")


def test_what_fits_passes() -> None:
    with refusing({"tenants_host_host_key": Taken()}):
        Host.objects.create(name="two.example")

    assert Host.objects.count() == 2
