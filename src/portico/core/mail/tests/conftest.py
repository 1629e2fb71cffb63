"""One MSP whose scope is open."""

from collections.abc import Iterator

import pytest

from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    """Acme IT, seen as its staff sees it."""
    found = a_tenant()
    with scope(staff_scope(found.id)):
        yield found
