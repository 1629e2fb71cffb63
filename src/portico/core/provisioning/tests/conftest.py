"""One MSP at its door, a client, and the directory of that client."""

from importlib.util import find_spec

import pytest

from portico.core.people.models import Company
from portico.core.people.tests.factories import a_company
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.fixtures import closed_tenant as tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import TESTS, Directory, a_directory

__all__ = ["tenant"]

MISSING = "not run here: SCIM: scim2-models needs the package email-validator"


@pytest.fixture
def bakery(tenant: Tenant) -> Company:
    with scope(staff_scope(tenant.id)):
        install_presets(TESTS, language="en")
        return a_company("Bluebird Bakery")


@pytest.fixture
def protocol() -> None:
    """What the tests of the protocol need besides us."""
    if find_spec("email_validator") is None:
        pytest.skip(MISSING)


@pytest.fixture
def entra(tenant: Tenant, bakery: Company, protocol: None) -> Directory:
    return a_directory(tenant, bakery)
