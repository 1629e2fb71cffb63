"""A company with two admins and some people, who are asked about their access."""

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import an_msp, inside, the_owner
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from ..models import AccessReview
from .factories import begun, member


@pytest.fixture
def tenant(db: None) -> Tenant:
    return an_msp()


@pytest.fixture
def owner(tenant: Tenant) -> Client:
    return the_owner(tenant)


@pytest.fixture
def bakery(tenant: Tenant) -> Company:
    with scope(inside(tenant)):
        return a_company("Bluebird Bakery")


@pytest.fixture
def maya(tenant: Tenant, bakery: Company) -> Contact:
    """The admin who does it."""
    return member(tenant, bakery, "Maya Admin", "client_admin")


@pytest.fixture
def noah(tenant: Tenant, bakery: Company) -> Contact:
    """Another admin."""
    return member(tenant, bakery, "Noah Admin", "client_admin")


@pytest.fixture
def otto(tenant: Tenant, bakery: Company) -> Contact:
    return member(tenant, bakery, "Otto Employee", "employee")


@pytest.fixture
def pia(tenant: Tenant, bakery: Company) -> Contact:
    return member(tenant, bakery, "Pia Employee", "employee")


@pytest.fixture
def admin(maya: Contact) -> Client:
    return signed_in_client(maya)


@pytest.fixture
def review(
    tenant: Tenant, bakery: Company, maya: Contact, otto: Contact, pia: Contact
) -> AccessReview:
    """Of Maya, Otto and Pia."""
    return begun(tenant, bakery)
