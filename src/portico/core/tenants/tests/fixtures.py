"""Acme IT as a fixture; each `conftest.py` takes the one that its tests begin with, as `tenant`."""

from collections.abc import Iterator

import pytest

from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope


@pytest.fixture
def closed_tenant(db: None) -> Tenant:
    """No scope is open, as before a request."""
    return a_tenant()


@pytest.fixture
def opened_tenant(db: None) -> Iterator[Tenant]:
    """Its scope is open, as its staff sees it."""
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        yield tenant
