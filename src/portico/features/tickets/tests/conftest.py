"""One MSP with two clients and their people; the second MSP is somebody else's."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portico.core.access.actors import Reach, System
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_site, a_staff_user
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.features.tickets.actions.words import install_words
from portico.kernel.tenancy import scope, staff_scope

SYSTEM = System("tests")


@dataclass
class Cast:
    """Who is there: Carla asks, her boss Bea sees the company, Otto works elsewhere."""

    tenant: Tenant
    bluebird: Company
    carla: Contact
    bea: Contact
    sid: Contact
    otto: Contact
    tess: StaffUser
    olga: StaffUser


@pytest.fixture
def tenant(db: None) -> Tenant:
    return a_tenant("Acme IT")


@pytest.fixture
def other_tenant(db: None) -> Tenant:
    return a_tenant("Beta MSP")


@pytest.fixture
def cast(tenant: Tenant) -> Cast:
    """The people of one MSP; no scope is open, so browsers can ask."""
    with scope(staff_scope(tenant.id)):
        return make_cast(tenant)


@pytest.fixture
def inside(cast: Cast) -> Iterator[Cast]:
    """The same people, for actions and queries inside the tenant's scope."""
    with scope(staff_scope(cast.tenant.id)):
        yield cast


def make_cast(tenant: Tenant) -> Cast:
    """Fill a tenant with people and words; inside its scope."""
    roles = install_presets(SYSTEM, language="en")
    install_words(SYSTEM, language="en")
    bluebird, other = a_company("Bluebird Bakery"), a_company("Otter Optics")
    mill = a_site(bluebird, "Mill")
    made = Cast(
        tenant=tenant,
        bluebird=bluebird,
        carla=a_contact(bluebird, "Carla Contact", site=mill),
        bea=a_contact(bluebird, "Bea Boss"),
        sid=a_contact(bluebird, "Sid Site", site=mill),
        otto=a_contact(other, "Otto Other"),
        tess=a_staff_user("Tess Technician", title="Technician"),
        olga=a_staff_user("Olga Owner"),
    )
    grant_to_contact(SYSTEM, made.carla, role=roles["employee"])
    grant_to_contact(SYSTEM, made.otto, role=roles["employee"])
    grant_to_contact(SYSTEM, made.bea, role=roles["manager"])
    grant_to_contact(SYSTEM, made.sid, role=roles["employee"], reach=Reach.SITE)
    grant_to_staff(SYSTEM, made.tess, role=roles["technician"])
    grant_to_staff(SYSTEM, made.olga, role=roles["owner"])
    return made
