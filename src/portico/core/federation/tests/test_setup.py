"""Client IT sets single sign-on up, tests it, switches it on; nobody else, and never untested."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import Reach, System
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.federation import queries
from portico.core.federation.actions.domains import (
    CHECK,
    NotReady,
    add_domain,
    ask_dns,
    enforce,
    note_dns,
)
from portico.core.federation.actions.look import note_published
from portico.core.federation.actions.setup import (
    LOOK,
    NeedsAdmin,
    NotTested,
    activate,
    add_connection,
    ask_provider,
    choose_rules,
    describe_oidc,
    describe_saml,
    stop,
)
from portico.core.federation.jobs import exchange, look_at_provider
from portico.core.federation.models import Connection, SsoAttempt, Subject, VerifiedDomain
from portico.core.federation.permissions import MANAGE
from portico.core.federation.rules.oidc import Published
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import signed_in_client
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    ENTITY,
    ISSUER,
    Oidc,
    Saml,
    a_connection,
    a_domain,
    a_saml_connection,
    seen_in,
)
from .provider import Provider, running_provider

pytestmark = [pytest.mark.spec("S2.8.2a", "S0.3.1"), pytest.mark.django_db]
SYSTEM = System("tests")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as found:
        yield found


@pytest.fixture
def company() -> Iterator[Company]:
    """In the scope of its tenant."""
    with scope(staff_scope(a_tenant().id)):
        yield a_company()


def the_it(company: Company) -> Any:
    return a_client(company.pk, MANAGE, reach=Reach.COMPANY)


def an_admin(company: Company) -> Any:
    return a_client(company.pk, MANAGE, GIVE_ACCESS, reach=Reach.COMPANY)


def test_the_clients_own_it_walks_the_whole_way(provider: Provider, settings: Any) -> None:
    """Set up, read by a job, test in the same browser; an admin switches it on, since a provider
    answers for the admin too. The secret is never shown.
    """
    settings.OUTBOUND_ALLOWED = provider.networks
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        install_presets(SYSTEM, language="en")
        company = a_company()
        a_domain(company)
        it = _with_role(company, "Ida Tee", "ida@client.example", "it_contact")
        boss = _with_role(company, "Bo Ess", "bo@client.example", "client_admin")
    browser = signed_in_client(it)
    assert "Set up" in browser.get("/portal/sign-on/").text
    there = browser.post("/portal/sign-on/connections/", {"provider": "oidc"})["Location"]
    page = browser.get(there)
    assert "/callback" in page.text
    assert "Only what has been tested can be switched on." in page.text
    assert browser.post(f"{there}activation/").status_code == 409
    assert browser.post(f"{there}test/").status_code == 422
    form = {"address": provider.issuer, "client_id": "portico-client", "secret": "s3cr3t-value"}
    assert browser.post(f"{there}facts/", form).status_code == 302
    with scope(staff_scope(tenant.id)):
        look_at_provider(connection=there.rstrip("/").rpartition("/")[2])
    page = browser.get(there)
    assert "s3cr3t-value" not in page.text
    assert "is set and stays as it is" in page.text
    assert "Test the sign-in" in page.text
    seen = _tested(browser, there, provider, tenant.id, email="ida@client.example")
    assert seen == ("Ida Tee", "is matched by e-mail and comes in")
    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.count() == 1  # hers from before, and none by the test
    assert "Somebody who may give access at your company switches it on" in browser.get(there).text
    assert browser.post(f"{there}activation/").status_code == 409
    admin = signed_in_client(boss)
    assert "Switch single sign-on on" in (shown := admin.get(there).text)
    assert admin.post(f"{there}activation/", seen_in(shown))["Location"] == "/portal/sign-on/"
    with scope(staff_scope(tenant.id)):
        assert Connection.objects.get().is_active
        assert b"s3cr3t-value" not in bytes(Connection.objects.get().client_secret)


def _with_role(company: Company, name: str, email: str, key: str) -> Contact:
    contact = a_contact(company, name, email=email)
    grant_to_contact(SYSTEM, contact, role=Role.objects.get(key=key))
    return contact


def _tested(
    browser: Client, there: str, provider: Provider, tenant: Any, **claims: Any
) -> tuple[str, str]:
    left = browser.post(f"{there}test/")
    found = re.search(r'id="go" href="([^"]+)"', left.text)
    assert found, left.text
    asked = found[1].replace("&amp;", "&")
    state = re.search(r"state=([^&]+)", asked)
    assert state
    back = there.replace("connections/", "").rstrip("/") + "/callback"
    answer = browser.get(back, {"state": state[1], "code": provider.code(asked, **claims)})
    with scope(staff_scope(tenant)):
        exchange(attempt=answer["Location"].rstrip("/").rpartition("/")[2])
    result = browser.get(browser.get(answer["Location"])["Location"])
    assert "This was a test: nobody has been signed in." in result.text
    said = re.search(r"<b>([^<]+)</b> ([^.<]+)\.", result.text)
    assert said, result.text
    return said[1], said[2]


def test_only_what_has_worked_is_switched_on(company: Company) -> None:
    it = the_it(company)
    connection = add_connection(it, company, provider=Connection.Provider.ENTRA)
    with pytest.raises(NotTested):
        activate(it, connection)


def test_another_provider_has_to_be_tested_again(company: Company) -> None:
    connection = a_connection(company)
    changed = describe_oidc(
        the_it(company),
        connection,
        address="https://other.example.com",
        client_id=connection.client_id,
        secret="another",
    )
    assert (changed.state, changed.tested_at, changed.issuer) == ("draft", None, "")
    with pytest.raises(NotTested):
        activate(the_it(company), changed)


@pytest.mark.parametrize("kind", ["oidc", "saml"])
def test_accounts_of_the_provider_before_are_nobodys(company: Company, kind: str) -> None:
    """Another provider could give the same id to somebody else."""
    connection = a_connection(company) if kind == "oidc" else a_saml_connection(company)
    about = {"subject": "s-1", "created_at": timezone.now(), "seen_at": timezone.now()}
    with writing("federation"):
        Subject.objects.create(
            connection=connection, company=company, contact=a_contact(company), **about
        )
    if kind == "oidc":
        there = {"address": "https://other.example.com", "client_id": "c", "secret": "another"}
        describe_oidc(an_admin(company), connection, **there)
    else:
        metadata = Saml().metadata.replace(ENTITY.encode(), b"https://other.example.com/saml")
        describe_saml(an_admin(company), connection, metadata=metadata)
    assert not Subject.objects.filter(connection=connection).exists()
    assert "accounts" in Entry.objects.latest("id").data["fields"]


def test_reading_again_and_again_is_one_job(company: Company) -> None:
    connection, domain = a_connection(company), a_domain(company)
    for _time in range(3):
        ask_provider(the_it(company), connection)
        ask_dns(the_it(company), domain)
        domain.refresh_from_db()
    assert len(queued_jobs(LOOK)) == len(queued_jobs(CHECK)) == 1


def test_a_secret_goes_to_no_other_provider(company: Company) -> None:
    """Whoever may set it up cannot read it, and does not have it sent to a place of their own."""
    connection = a_connection(company)
    with pytest.raises(Refusal) as caught:
        describe_oidc(
            the_it(company),
            connection,
            address="https://evil.example.com",
            client_id=connection.client_id,
            secret="",
        )
    assert caught.value.field == "secret"
    connection.refresh_from_db()
    assert (connection.is_active, connection.issuer) == (True, ISSUER)


def test_what_another_provider_published_meanwhile_is_not_kept(company: Company) -> None:
    """It was asked before somebody chose another one, and answered slowly."""
    connection = a_connection(company)
    evil = "https://evil.example.com"
    said = Published(evil, f"{evil}/a", f"{evil}/t", f"{evil}/k", "", False, False)
    note_published(SYSTEM, connection.pk, said=said, keys=[])
    connection.refresh_from_db()
    assert (connection.issuer, connection.keys) == (ISSUER, [Oidc().public])


def test_a_new_secret_or_certificate_interrupts_nobody(company: Company) -> None:
    connection = a_connection(company)
    kept = describe_oidc(
        the_it(company),
        connection,
        address=connection.discovery_url,
        client_id=connection.client_id,
        secret="the next one",
    )
    assert kept.is_active
    saml = a_saml_connection(company)
    told = Saml().metadata.replace(
        b"<SingleSignOnService",
        b'<KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        b"<X509Certificate>" + Saml("next").x5c.encode() + b"</X509Certificate></X509Data>"
        b"</KeyInfo></KeyDescriptor><SingleSignOnService",
    )
    rolled = describe_saml(an_admin(company), saml, metadata=told)
    assert rolled.is_active
    assert len(rolled.keys) == 2


def test_a_certificate_that_the_it_brings_waits_for_an_admin(company: Company) -> None:
    """Whoever holds its key could say to be anybody."""
    saml = a_saml_connection(company)
    mine = Saml("mine")
    told = Saml().metadata.replace(Saml().x5c.encode(), mine.x5c.encode())
    changed = describe_saml(the_it(company), saml, metadata=told)
    assert (changed.is_active, changed.tested_at) == (False, None)


def test_who_comes_in_at_a_running_provider_is_the_admins_to_say(company: Company) -> None:
    connection = a_connection(company)
    rules: dict[str, Any] = {
        "name": "",
        "creates_contacts": True,
        "group_claim": "",
        "second_factor": "",
    }
    with pytest.raises(NeedsAdmin):
        choose_rules(the_it(company), connection, **rules)
    assert choose_rules(an_admin(company), connection, **rules).creates_contacts


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.com",
        "https://127.0.0.1",
        "https://169.254.169.254/latest",
        "https://user@login.example.com",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_leads_inside_is_refused_at_its_field(
    company: Company, address: str
) -> None:
    connection = add_connection(SYSTEM, company, provider=Connection.Provider.OIDC)
    with pytest.raises(Refusal) as caught:
        describe_oidc(SYSTEM, connection, address=address, client_id="x", secret="y")
    assert caught.value.field == "address"


def test_a_name_that_leads_inside_is_told_in_words(company: Company) -> None:
    connection = a_connection(company, discovery_url="https://localhost/x")
    look_at_provider(connection=str(connection.pk))
    connection.refresh_from_db()
    assert connection.problem == "inside"
    assert connection.is_active  # what was there goes on working


def test_others_neither_see_nor_change_it(company: Company) -> None:
    connection, domain = a_connection(company), a_domain(company)
    stranger = the_it(a_company("Other Ltd"))
    for look, pk in ((queries.connection, connection.pk), (queries.domain, domain.pk)):
        with pytest.raises(NotVisible):
            look(stranger, pk)
    for actor in (stranger, a_client(company.pk), a_technician()):
        for deed in (stop, activate):
            with pytest.raises(PermissionDenied):
                deed(actor, connection)
        with pytest.raises(PermissionDenied):
            enforce(actor, domain)


def test_a_domain_counts_when_dns_says_so_and_has_one_owner(company: Company) -> None:
    mine = add_domain(the_it(company), company, domain="@Client.Example ")
    assert (mine.domain, mine.state) == ("client.example", "pending")
    assert queries.verified_names(company.pk) == set()
    other = a_company("Other Ltd")
    theirs = add_domain(the_it(other), other, domain="client.example")
    assert theirs.proof != mine.proof
    note_dns(SYSTEM, mine.pk, problem="")
    assert queries.verified_names(company.pk) == {"client.example"}
    note_dns(SYSTEM, theirs.pk, problem="")
    theirs.refresh_from_db()
    assert (theirs.state, theirs.problem) == ("pending", "taken")


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "x@GMX.de",
        "co.uk",
        "bluebird.onmicrosoft.com",
        "example",
        "",
        "1.2.3.4",
        "a b.de",
    ],
)
def test_domains_of_everybody_are_nobodys(company: Company, domain: str) -> None:
    with pytest.raises(Refusal) as caught:
        add_domain(SYSTEM, company, domain=domain)
    assert caught.value.field == "domain"


def test_look_alike_domains_are_other_domains(company: Company) -> None:
    add_domain(SYSTEM, company, domain="client.example")
    twin = add_domain(SYSTEM, company, domain="сlient.example")  # a Cyrillic с
    assert twin.domain.startswith("xn--")


def test_a_lost_record_ends_it_after_days_and_locks_nobody_out(company: Company) -> None:
    a_connection(company)
    domain = a_domain(company)
    enforce(SYSTEM, domain)
    for _ in range(10):
        note_dns(SYSTEM, domain.pk, problem="dns")  # name servers that are away prove nothing
    assert queries.verified_names(company.pk)
    for _ in range(3):
        note_dns(SYSTEM, domain.pk, problem="missing")
    domain.refresh_from_db()
    assert (domain.state, domain.is_enforced) == ("lost", False)


def test_only_way_in_takes_a_proved_domain_and_a_working_provider(company: Company) -> None:
    pending = a_domain(company, state=VerifiedDomain.State.PENDING)
    with pytest.raises(NotReady):
        enforce(the_it(company), pending)
    proved = a_domain(company, "two.example")
    with pytest.raises(NotReady):
        enforce(the_it(company), proved)
    connection = a_connection(company)
    enforce(the_it(company), proved)
    stop(a_technician(MANAGE), connection)  # break glass: the mailed link works again at once
    proved.refresh_from_db()
    assert not proved.is_enforced


def test_sign_ins_of_people_are_nobodys_to_look_at(company: Company) -> None:
    assert not SsoAttempt.objects.exists()
    assert queries.turned_away(a_client(company.pk), a_connection(company)) == []
    assert Contact.objects.count() == 0
