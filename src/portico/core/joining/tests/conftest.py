"""One MSP at its door: tests of pages start without a scope, as requests do."""

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_staff
from portico.core.people.models import Company, StaffUser
from portico.core.people.tests.factories import a_company, a_staff_user
from portico.core.roles.actions.grant import grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import SYSTEM


@pytest.fixture
def tenant(db: None) -> Tenant:
    """No scope is open, as before a request; the preset roles are there."""
    found = a_tenant()
    with scope(staff_scope(found.id)):
        install_presets(SYSTEM, language="en")
    return found


@pytest.fixture
def bakery(tenant: Tenant) -> Company:
    with scope(staff_scope(tenant.id)):
        return a_company("Bluebird Bakery")


@pytest.fixture
def dana(tenant: Tenant) -> StaffUser:
    """A dispatcher, who looks after links."""
    with scope(staff_scope(tenant.id)):
        found = a_staff_user("Dana Dispatcher", email="dana@msp.example")
        grant_to_staff(SYSTEM, found, role=Role.objects.get(key="dispatcher"))
        return found


@pytest.fixture
def desk(dana: StaffUser) -> Client:
    return signed_in_staff(dana)
