"""One MSP with its people at the desk; no scope is open, so browsers can ask."""

import pytest

from portico.core.tenants.tests.factories import a_tenant
from portico.features.tickets.tests.conftest import Cast, make_cast
from portico.kernel.tenancy import scope, staff_scope


@pytest.fixture
def cast(db: None) -> Cast:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        return make_cast(tenant)
