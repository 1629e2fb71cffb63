"""Help for clients: there from the first day, written by the MSP, read by its clients only."""

import pytest
from django.test import Client

from portico.core.access.menu import ENTRIES
from portico.core.directory.first_help import FIRST
from portico.core.directory.models import HelpEntry
from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_contact
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

HELP = "/staff/companies/help/"
ENTRY = {"language": "en", "about": "", "question": "Who are you?", "answer": "<b>Us</b>"}


@pytest.mark.spec("S4.12.1", "S4.12.3")
def test_a_new_portal_answers_the_first_questions_in_the_readers_language(tenant: Tenant) -> None:
    with scope(inside(tenant)):
        carla, gerda = a_contact(), a_contact(name="Gerda", language="de")

    page = signed_in_client(carla).get("/portal/help/?about=tickets").text
    assert page.index("How do I ask for help?") < page.index("How do I sign in?")
    with scope(inside(tenant)):
        german = HelpEntry.objects.filter(language="de").order_by("position")[0].question
    assert german in signed_in_client(gerda).get("/portal/help/").text


@pytest.mark.spec("S4.12.1")
def test_every_page_of_the_menu_leads_to_help_of_its_own(tenant: Tenant) -> None:
    pages = {one.slug for one in ENTRIES if one.door == "portal"} - {"help"}
    assert {one.about for one in FIRST} - {""} == pages
    with scope(inside(tenant)):
        carla = signed_in_client(a_contact())

    assert 'href="/portal/help/?about=company"' in carla.get("/portal/company/").text
    opened = carla.get("/portal/help/?about=company").text.partition(" open><summary")[2]
    assert "Something about our company is wrong" in opened.partition("</summary>")[0]


@pytest.mark.spec("S4.12.3")
def test_the_desk_writes_changes_and_removes_answers(tenant: Tenant, owner: Client) -> None:
    assert owner.post(f"{HELP}new/", ENTRY | {"position": "1"}).status_code == 302
    with scope(inside(tenant)):
        entry, carla = HelpEntry.objects.get(question="Who are you?"), a_contact()
    page = signed_in_client(carla).get("/portal/help/").text
    assert "&lt;b&gt;Us" in page

    changed = ENTRY | {"question": "Who is there?", "position": "1"}
    assert owner.post(f"{HELP}{entry.pk}/", changed).status_code == 302
    assert "Who is there?" in owner.get(HELP).text
    assert owner.post(f"{HELP}{entry.pk}/", ENTRY | {"answer": ""}).status_code == 422
    assert owner.post(f"{HELP}{entry.pk}/removal/").status_code == 302
    assert owner.post(f"{HELP}{entry.pk}/removal/").status_code == 404


@pytest.mark.spec("G1")
def test_others_can_neither_read_nor_write_it(tenant: Tenant) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        foreign = HelpEntry.objects.all()[0]

    reader = somebody(tenant, VIEW)
    assert reader.get(HELP).status_code == 404
    assert reader.post(f"{HELP}new/", ENTRY).status_code == 404
    assert reader.post(f"{HELP}{foreign.pk}/", ENTRY).status_code == 404
