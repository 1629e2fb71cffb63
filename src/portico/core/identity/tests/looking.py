"""An employee who may look, a client and the client's administrator."""

from dataclasses import dataclass

import pytest

from portico.core.access.actors import System
from portico.core.people.models import Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

SYSTEM = System("test")


@dataclass
class Cast:
    tenant: Tenant
    tess: StaffUser
    carla: Contact
    anna: Contact  # the client's own administrator


@pytest.fixture
def cast(tenant: Tenant) -> Cast:
    with scope(staff_scope(tenant.id)):
        install_presets(SYSTEM, language="en")
        tess, bakery = a_staff_user(), a_company()
        carla, anna = a_contact(bakery, "Carla Contact"), a_contact(bakery, "Anna Admin")
        grant_to_staff(SYSTEM, tess, role=Role.objects.get(key="technician"))
        grant_to_contact(SYSTEM, carla, role=Role.objects.get(key="employee"))
        grant_to_contact(SYSTEM, anna, role=Role.objects.get(key="client_admin"))
    return Cast(tenant, tess, carla, anna)
