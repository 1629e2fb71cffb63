"""Two MSPs with the words of a desk and nobody else yet."""

import pytest

from portico.core.access.actors import System
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.features.tickets.actions.words import install_words
from portico.kernel.tenancy import scope, staff_scope


@pytest.fixture
def tenant(db: None) -> Tenant:
    return with_words(a_tenant("Acme IT"))


@pytest.fixture
def other_tenant(db: None) -> Tenant:
    return with_words(a_tenant("Beta MSP"))


def with_words(tenant: Tenant) -> Tenant:
    with scope(staff_scope(tenant.id)):
        install_words(System("tests"), language="en")
    return tenant
