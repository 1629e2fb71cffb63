"""Programs with tokens, and the people of an MSP whose tokens they are."""

from dataclasses import dataclass
from typing import Any

import pytest

from portico.core.access.actors import Contact as ContactActor
from portico.core.access.actors import Reach, Staff, System
from portico.core.access.permissions import REGISTRY, For
from portico.core.identity.tests.factories import a_browser
from portico.core.identity.who import as_contact, as_staff
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Role
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tokens.actions.client import create_client_token
from portico.core.tokens.actions.staff import create_limited_token
from portico.features.tickets.tests.conftest import Cast, make_cast
from portico.kernel.tenancy import scope, staff_scope

SYSTEM = System("test")
COMPANIES, CONTACTS = "/api/v1/companies/", "/api/v1/contacts/"
LINKS, INVITATIONS, MINE = "/api/v1/links/", "/api/v1/invitations/", "/api/v1/my/tickets/"


@dataclass
class Machine:
    """A program with a token."""

    tenant: Tenant
    secret: str

    def __call__(self, verb: str, url: str, body: Any = None, *, key: str = "") -> Any:
        """Any: the answer of the test client, which has no public type."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key:
            headers["Idempotency-Key"] = key
        call: Any = getattr(a_browser(self.tenant), verb)
        return call(url, body, content_type="application/json", headers=headers)


@pytest.fixture
def tenant(db: None) -> Tenant:
    return a_tenant("Acme IT")


@pytest.fixture
def cast(tenant: Tenant) -> Cast:
    with scope(staff_scope(tenant.id)):
        made = make_cast(tenant)
        admin = Role.objects.get(key="client_admin")
        for one in (made.bea, made.otto):
            grant_to_contact(SYSTEM, one, role=admin, reach=Reach.COMPANY)
        return made


def employee(row: StaffUser) -> Staff:
    return as_staff(row, grants_of_staff(row.pk))


def of_staff(cast: Cast, *codes: str, company: Company | None = None, **more: Any) -> Machine:
    """A token of the owner; without codes it may do all."""
    with scope(staff_scope(cast.tenant.id)):
        made = create_limited_token(
            employee(cast.olga), name="Script", scopes=codes or None, company=company, **more
        )
    return Machine(cast.tenant, made.secret)


def held_by(row: Contact) -> ContactActor:
    return as_contact(row, grants_of_contact(row.pk))


def of_client(cast: Cast, row: Contact, *codes: str) -> Machine:
    """A token of a contact; without codes it may do all that the contact may."""
    with scope(staff_scope(cast.tenant.id)):
        actor = held_by(row)
        every = [one for one in actor.grants if REGISTRY[one].audience is not For.STAFF]
        made = create_client_token(actor, name="Script", scopes=codes or every, days=30)
    return Machine(cast.tenant, made.secret)


@pytest.fixture
def boss(cast: Cast) -> Machine:
    return of_staff(cast)
