"""The desk finds companies and their people; clients never do."""

from dataclasses import dataclass

import pytest
from django.test import Client

from portico.core.access.actors import System
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.people.actions.companies import add_company
from portico.core.people.actions.contacts import add_contact, change_contact
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.engines.search import queries
from portico.engines.search.jobs import complete, index
from portico.engines.search.models import Entry
from portico.kernel.tenancy import portal_scope, scope, staff_scope

SYSTEM = System("tests")


@dataclass
class Cast:
    tenant: Tenant
    company: Company
    carla: Contact
    will: Contact
    tess: StaffUser
    nora: StaffUser  # holds no permission


@pytest.fixture
def cast(db: None) -> Cast:
    tenant = a_tenant("Acme IT")
    with scope(staff_scope(tenant.pk)):
        roles = install_presets(SYSTEM, language="en")
        company = a_company("The Bluebird Bakery", website="www.blue-bird.example")
        made = Cast(
            tenant=tenant,
            company=company,
            carla=a_contact(company, "Carla Contact", email="carla.c@blue-bird.example"),
            will=a_contact(company, "Will May", access=Contact.Access.DISABLED),
            tess=a_staff_user("Tess Technician"),
            nora=a_staff_user("Nora Nothing"),
        )
        grant_to_staff(SYSTEM, made.tess, role=roles["technician"])
        grant_to_contact(SYSTEM, made.carla, role=roles["client_admin"])
        complete()
    return made


def asked(browser: Client, words: str, door: str = "staff") -> str:
    response = browser.get(f"/{door}/search/", {"q": words})
    assert response.status_code == 200
    return response.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.spec("S2.7.2")
@pytest.mark.parametrize(
    "words", ["bluebird", "Blueb", "the bluebird bak", "blue-bird.example", "www.blue-bird"]
)
def test_a_company_is_found_by_name_and_domain(cast: Cast, words: str) -> None:
    assert f'href="/staff/companies/{cast.company.pk}/"' in asked(signed_in_staff(cast.tess), words)


@pytest.mark.spec("S2.7.2")
@pytest.mark.parametrize(
    "words", ["carla", "Contact Carl", "carla.c@blue-bird.example", "carla.c@blue", "bird.example"]
)
def test_a_person_is_found_by_name_and_address(cast: Cast, words: str) -> None:
    page = asked(signed_in_staff(cast.tess), words)
    assert f'href="/staff/companies/contacts/{cast.carla.pk}/"' in page
    assert "The Bluebird Bakery · carla.c@blue-bird.example" in page


def test_names_that_are_words_of_the_language_are_names(cast: Cast) -> None:
    for words in ("will", "may", "will may", "the"):
        assert "Nothing found" not in asked(signed_in_staff(cast.tess), words), words


def test_whoever_is_switched_off_is_found_and_said_to_be(cast: Cast) -> None:
    page = asked(signed_in_staff(cast.tess), "will may")
    assert "Will May" in page
    assert "Switched off" in page


def test_people_of_a_closed_company_come_last_and_say_so(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        gone = a_company("Aardvark", status=Company.Status.INACTIVE)
        a_contact(gone, "Carla Aardvark")
        complete()
    page = asked(signed_in_staff(cast.tess), "carla")
    assert page.index("Carla Contact") < page.index("Carla Aardvark")
    assert "Company inactive" in page


def test_more_than_a_few_lead_to_the_directory(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        for number in range(8):
            a_company(f"Otter {number}")
        complete()
    page = asked(signed_in_staff(cast.tess), "otter")
    assert page.count('<div class="row">') == 6
    assert 'href="/staff/companies/?q=otter"' in page


@pytest.mark.spec("S2.7.2", "S1.1.2")
def test_without_the_permission_nobody_is_found(cast: Cast) -> None:
    assert "Nothing found" in asked(signed_in_staff(cast.nora), "carla")
    with scope(staff_scope(cast.tenant.pk)):
        assert not queries.companies(a_technician(), "bluebird").exists()
        assert queries.companies(a_technician(VIEW), "bluebird").exists()


@pytest.mark.spec("S1.1.2", "G1")
def test_another_tenant_finds_nobody(cast: Cast) -> None:
    other = a_tenant("Beta MSP")
    with scope(staff_scope(other.pk)):
        roles = install_presets(SYSTEM, language="en")
        bob = a_staff_user("Bob Beta")
        grant_to_staff(SYSTEM, bob, role=roles["technician"])
        index(kind=queries.CONTACT, ids=[str(cast.carla.pk)])
        assert not Entry.objects.exists()
    assert "Nothing found" in asked(signed_in_staff(bob), "carla")


@pytest.mark.spec("S1.1.2", "G1")
def test_clients_find_neither_companies_nor_people(cast: Cast) -> None:
    browser = signed_in_client(cast.carla)
    for words in ("carla", "will", "bluebird"):
        assert "Nothing found" in asked(browser, words, door="portal"), words
    carla = a_client(cast.company.pk, contact_id=cast.carla.pk)
    with scope(portal_scope(cast.tenant.pk, company=cast.company.pk, contact=cast.carla.pk)):
        for kind in (queries.COMPANY, queries.CONTACT):
            assert queries.found(carla, kind, "carla", language="") == []
    with scope(staff_scope(cast.tenant.pk)):
        assert "carla" not in "".join(Entry.objects.values_list("public", flat=True))


def test_what_is_added_or_renamed_is_found_by_its_new_words(cast: Cast) -> None:
    boss = a_technician(MANAGE, VIEW)
    with scope(staff_scope(cast.tenant.pk)):
        company = add_company(boss, name="Kestrel Kites")
        kit = add_contact(boss, company, name="Kit Kestrel")
        change_contact(boss, kit, name="Kit Merlin")
        for _name, _at, arguments in queued_jobs("search.index"):
            index(kind=arguments["kind"], ids=list(arguments["ids"]))
        assert [one.pk for one in queries.companies(boss, "kestrel")] == [company.pk]
        assert [one.pk for one in queries.contacts(boss, "merlin")] == [kit.pk]
        assert not queries.contacts(boss, "kestrel").exists()


@pytest.mark.parametrize("words", ["", "' & | ! :* \\", "\x00"])
def test_what_holds_no_word_finds_nobody(cast: Cast, words: str) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        assert not queries.companies(SYSTEM, words).exists()
