"""What was begun and given up goes again, and nothing of a former provider stays behind."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Reach, Visitor
from portico.core.access.permissions import Conflict, NotVisible
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.federation import queries
from portico.core.federation.actions.begin import begin_sign_on
from portico.core.federation.actions.look import claim_exchange, sweep_attempts
from portico.core.federation.actions.setup import (
    ChangedMeanwhile,
    activate,
    add_connection,
    describe_oidc,
    describe_saml,
    remove_connection,
    stop,
    take_described,
)
from portico.core.federation.models import Connection, SsoAttempt
from portico.core.federation.permissions import MANAGE
from portico.core.federation.rules.saml import read_metadata
from portico.core.federation.rules.trust import fingerprints, mark_of
from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.models import Company
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import Saml, a_connection, a_saml_connection
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


def test_nothing_of_the_former_provider_is_asked_with_the_next_secret(company: Company) -> None:
    connection = a_connection(company)
    begun = begin_sign_on(Visitor(), connection, host="portal.example", next_path="/portal/")
    with writing("federation"):
        SsoAttempt.objects.filter(pk=begun.attempt.pk).update(state="answered", code=b"x")
    there = {"address": "https://next.example.com", "client_id": "c", "secret": "the next one"}
    changed = describe_oidc(the_it(company), connection, **there)
    known = (changed.token_url, changed.keys_url, changed.userinfo_url, changed.authorize_url)
    assert known == ("", "", "", "")
    assert claim_exchange(SYSTEM, begun.attempt.pk) is None
    assert SsoAttempt.objects.get().state == SsoAttempt.State.FAILED


def test_what_an_admin_switches_on_is_what_the_page_shows(company: Company) -> None:
    """A certificate of somebody's own does not hide behind the address of the real provider."""
    address = "https://login.example.com/metadata"
    connection = a_saml_connection(company, state="tested", discovery_url=address)
    seen = mark_of(connection)
    admin = a_client(company.pk, MANAGE, GIVE_ACCESS, reach=Reach.COMPANY)
    pasted = describe_saml(the_it(company), connection, metadata=Saml("own").metadata)
    assert (pasted.discovery_url, fingerprints(pasted)) != (address, fingerprints(connection))
    with writing("federation"):
        Connection.objects.update(tested_at=timezone.now(), state="tested")
    with pytest.raises(ChangedMeanwhile):
        activate(admin, pasted, seen=seen)
    assert activate(admin, pasted, seen=mark_of(pasted)).is_active


def test_an_answer_from_an_address_that_is_asked_no_more_is_not_kept(company: Company) -> None:
    connection = a_saml_connection(company, discovery_url="https://login.example.com/metadata")
    before = connection.keys
    said = read_metadata(Saml("own").metadata)
    take_described(SYSTEM, connection, said, asked="https://evil.example.com/metadata")
    connection.refresh_from_db()
    assert connection.keys == before
    with writing("federation"):
        Connection.objects.update(state="removed")
    connection.refresh_from_db()
    take_described(SYSTEM, connection, said, asked=connection.discovery_url)
    assert Connection.objects.get().state == "removed"
