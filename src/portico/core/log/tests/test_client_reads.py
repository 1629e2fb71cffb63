"""What a client's administrator reads of access, single sign-on and provisioning."""

import html
import re

import pytest
from django.test import Client

from portico.core.federation.actions.domains import add_domain
from portico.core.federation.actions.setup import add_connection, stop
from portico.core.federation.models import Connection
from portico.core.federation.tests.factories import a_connection
from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.models import Company
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.provisioning.models import ScimConnection
from portico.core.provisioning.tests.factories import a_directory
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.actions.leaver import let_go
from portico.core.roles.models import Role
from portico.core.roles.tests.factories import SETUP
from portico.core.settings.tests.msps import inside
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

ACTIVITY = "/portal/activity/"


@pytest.fixture
def company(tenant: Tenant) -> Company:
    with scope(inside(tenant)):
        return a_company("Bluebird Bakery")


@pytest.fixture
def admin(tenant: Tenant, company: Company) -> Client:
    with scope(inside(tenant)):
        ada = a_contact(company, "Ada Admin")
        grant_to_contact(SETUP, ada, role=Role.objects.get(key="client_admin"))
    return signed_in_client(ada)


def lines(reader: Client) -> list[str]:
    """The second halves of the lines: what happened, and to whom or what."""
    page = reader.get(ACTIVITY).text
    found = re.findall(r'<span class="meta">(.*?)</span><span class="end">', page, re.DOTALL)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", one).split())) for one in found]


@pytest.mark.spec("S3.6.1", "S4.8.4c")
def test_whose_access_changed_stands_there_with_the_role(
    tenant: Tenant, company: Company, admin: Client
) -> None:
    with scope(inside(tenant)):
        otto = a_contact(company, "Otto Employee", access="none")
        other = a_contact(a_company("Other Ltd"), "Olga Other", access="none")
        for one in (otto, other):
            open_access(SETUP, one, role=Role.objects.get(key="it_contact"))
            close_access(SETUP, one)
            let_go(SETUP, one, reason="Between us")

    told = lines(admin)

    assert told[:4] == [
        "Left the company Otto Employee",
        "Closed portal access Otto Employee",
        "Opened portal access Otto Employee",
        "Gave a role IT contact Otto Employee",
    ]
    assert not [one for one in told if "Olga" in one or "Between us" in one]


@pytest.mark.spec("S3.6.1", "S4.8.4c")
def test_what_changed_at_single_sign_on_and_provisioning_stands_there(
    tenant: Tenant, company: Company, admin: Client
) -> None:
    with scope(inside(tenant)):
        add_connection(SETUP, company, provider=Connection.Provider.ENTRA)
        add_domain(SETUP, company, domain="client.example")
        stop(SETUP, a_connection(company))
    a_directory(tenant, company)
    a_directory(tenant, None, state=ScimConnection.State.OFF)  # of the MSP, for many companies

    told = lines(admin)

    assert told[:5] == [
        "Switched a provisioning connection Live",
        "Set up user provisioning",
        "Switched single sign-on off",
        "Named a domain of the company client.example",
        "Began to set up single sign-on Microsoft Entra ID",
    ]
    assert sum("provisioning" in one for one in told) == 2
