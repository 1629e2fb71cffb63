"""One MSP as an installation has it, with owner, roles and a client."""

import pytest
from django.test import Client

from portico.core.access.actors import Staff
from portico.core.identity.tests.msps import an_msp, inside, the_owner
from portico.core.identity.who import as_staff
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from .factories import as_owner


@pytest.fixture
def tenant(db: None) -> Tenant:
    return an_msp()


@pytest.fixture
def owner(tenant: Tenant) -> Client:
    return the_owner(tenant)


@pytest.fixture
def olga(tenant: Tenant) -> Staff:
    """The owner as an actor."""
    with scope(inside(tenant)):
        return as_owner(as_staff(StaffUser.objects.get(name="Olga Owner")))


@pytest.fixture
def bakery(tenant: Tenant) -> Company:
    with scope(inside(tenant)):
        return a_company("Bluebird Bakery")


@pytest.fixture
def anna(tenant: Tenant, bakery: Company) -> Contact:
    """Somebody without access yet."""
    with scope(inside(tenant)):
        return a_contact(bakery, "Anna Ade", access="none", person=None, language="en")
