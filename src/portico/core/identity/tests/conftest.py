"""One MSP at its door: tests of pages start without a scope, as requests do."""

import pytest

from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.fixtures import closed_tenant as tenant
from portico.kernel.tenancy import scope, staff_scope

__all__ = ["tenant"]


@pytest.fixture
def bakery(tenant: Tenant) -> Company:
    with scope(staff_scope(tenant.id)):
        return a_company("Bluebird Bakery")


@pytest.fixture
def carla(tenant: Tenant, bakery: Company) -> Contact:
    """A contact with access, who has signed in before."""
    with scope(staff_scope(tenant.id)):
        return a_contact(bakery, "Carla Contact", email="carla@bluebird.example")


@pytest.fixture
def tess(tenant: Tenant) -> StaffUser:
    with scope(staff_scope(tenant.id)):
        return a_staff_user("Tess Technician", email="tess@msp.example")
