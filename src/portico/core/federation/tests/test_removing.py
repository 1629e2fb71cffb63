"""A connection that was begun and given up goes again; one that is in use does not."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.permissions import Conflict, NotVisible
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.federation import queries
from portico.core.federation.actions.look import sweep_attempts
from portico.core.federation.actions.setup import add_connection, remove_connection, stop
from portico.core.federation.models import Connection
from portico.core.federation.permissions import MANAGE
from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.models import Company
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import a_connection
from .test_setup import SYSTEM, the_it

pytestmark = [pytest.mark.spec("S2.8.2a"), pytest.mark.django_db]


@pytest.fixture
def company() -> Iterator[Company]:
    with scope(staff_scope(a_tenant().id)):
        yield a_company()


def test_it_goes_from_every_page_and_by_night_for_good() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        company = a_company()
        install_presets(SYSTEM, language="en")
        it = a_contact(company)
        grant_to_contact(SYSTEM, it, role=Role.objects.get(key="it_contact"))
        draft = add_connection(the_it(company), company, provider=Connection.Provider.ENTRA)
        kept = a_connection(company)
    browser = signed_in_client(it)
    shown = f"/portal/sign-on/connections/{draft.pk}/"
    assert f"{shown}removal/" in browser.get(shown).text
    assert browser.post(f"{shown}removal/")["Location"] == "/portal/sign-on/"
    assert browser.get(shown).status_code == 404
    with scope(staff_scope(tenant.id)):
        sweep_attempts(SYSTEM)
        assert list(Connection.objects.all()) == [kept]


def test_what_is_in_use_is_switched_off_first(company: Company) -> None:
    connection = a_connection(company)
    with pytest.raises(Conflict):
        remove_connection(the_it(company), connection)
    stop(the_it(company), connection)
    remove_connection(the_it(company), connection)
    assert queries.connection_of(the_it(company), company.pk) is None


def test_others_remove_nothing(company: Company) -> None:
    connection = a_connection(company, state=Connection.State.OFF)
    other = a_client(a_company().pk, MANAGE)
    with pytest.raises(NotVisible):
        queries.connection(other, connection.pk)
    with pytest.raises(PermissionDenied):
        remove_connection(a_technician(), connection)
