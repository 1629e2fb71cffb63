"""The tab “Portal access”: the switch, the reasons, and many people at once."""

import re

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_client
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.joining.tests.factories import a_link, join
from portico.core.people.models import Company, Contact, PortalSwitch
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope

BASE = "/staff/companies/"


@pytest.fixture
def company(tenant: Tenant) -> Company:
    """Bluebird Bakery."""
    with scope(inside(tenant)):
        return a_company()


def tab(company: Company) -> str:
    return f"{BASE}{company.pk}/access/"


def role_of(tenant: Tenant, key: str) -> str:
    with scope(inside(tenant)):
        return str(Role.objects.get(key=key).pk)


@pytest.mark.spec("S4.5.6")
def test_the_first_steps_tick_themselves_until_access_is_provided(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    def done() -> int:
        steps = owner.get(tab(company)).text.partition("First steps")[2].partition("</ol>")[0]
        return steps.count('<li class="done">') if steps else 4

    assert done() == 1  # its portal is on
    made = a_link(company)
    assert done() == 2
    join(tenant, made.token, "ines@bluebird.example")
    assert done() == 3
    with scope(inside(tenant)):
        ines = Contact.objects.get()
    owner.post(f"{BASE}{company.pk}/portal/primary/", {"primary": str(ines.pk)})
    assert done() == 4
    assert "First steps" not in owner.get(tab(company)).text


@pytest.mark.spec("S3.1.1", "S3.7.1", "S3.7.2")
def test_off_shuts_everybody_out_and_on_brings_back_what_they_had(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        carla = a_contact(company)
    owner.post(
        f"{BASE}contacts/{carla.pk}/access/", {"role": role_of(tenant, "manager"), "reach": 3}
    )
    portal = signed_in_client(carla)
    assert portal.get("/portal/").status_code == 200

    assert owner.post(f"{BASE}{company.pk}/portal/off/", {"reason": "Not paid"}).status_code == 302
    assert portal.get("/portal/").status_code == 302
    page = owner.get(tab(company)).text
    assert "Portal is off" in page
    assert "Not paid" in page
    assert "The company&#x27;s portal is off." in page

    with scope(inside(tenant)):
        assert Grant.objects.get(contact=carla).role.key == "manager"
    done = owner.post(f"{BASE}{company.pk}/portal/on/", {"primary": str(carla.pk)})
    assert done.status_code == 302
    assert portal.get("/portal/").status_code == 200
    assert "primary contact" in owner.get(tab(company)).text


@pytest.mark.spec("S3.1.1")
def test_a_planned_day_and_mistakes_are_told_at_their_field(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    on, off = f"{BASE}{company.pk}/portal/on/", f"{BASE}{company.pk}/portal/off/"
    assert owner.post(off, {"reason": " "}).status_code == 422
    owner.post(off, {"reason": "Not yet"})

    past = owner.post(on, {"at": "2001-01-01T10:00"})
    assert past.status_code == 422
    assert 'id="id_at_error"' in past.text
    assert owner.post(on, {"primary": str(new_id())}).status_code == 422
    assert owner.post(on, {"at": "2099-01-01T10:00"}).status_code == 302

    assert "It goes on by itself" in owner.get(tab(company)).text
    with scope(inside(tenant)):
        assert PortalSwitch.objects.exclude(opens_at=None).exists()


@pytest.mark.spec("S3.1.4")
def test_a_company_that_is_no_client_cannot_be_switched_on(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    owner.post(f"{BASE}{company.pk}/edit/", {"name": company.name, "status": "inactive"})

    page = owner.post(f"{BASE}{company.pk}/portal/on/")

    assert page.status_code == 409
    assert "is not an active client" in page.text


@pytest.mark.spec("S3.1.6")
def test_without_the_permission_the_button_says_why_it_is_off(
    tenant: Tenant, company: Company
) -> None:
    reader = somebody(tenant, VIEW, MANAGE)

    page = reader.get(tab(company)).text

    assert "disabled>Switch the portal off" in page.replace("\n", "")
    assert "You need the permission" in page
    for where in ("off", "on", "primary"):
        assert reader.post(f"{BASE}{company.pk}/portal/{where}/").status_code == 404
    assert reader.post(f"{tab(company)}changes/", {"deed": "on"}).status_code == 404


@pytest.mark.spec("S3.2.1", "S3.2.5")
def test_many_are_let_in_quietly_get_a_role_and_are_shut_out(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        some = [a_contact(company, f"Person {n}", access="none", person=None) for n in range(3)]
        lost = a_contact(company, "No Mail", access="none", email="", person=None)
    ids = [str(one.pk) for one in (*some, lost)]
    where = f"{tab(company)}changes/"

    page = owner.post(where, {"deed": "quiet", "contact": ids}, follow=True).text
    assert "3 people changed." in page
    assert "No Mail: Portal access needs an e-mail address" in page
    with scope(inside(tenant)):
        assert Contact.objects.with_access().count() == 3
        for told in ("identity.send_welcome", "invitations.welcome", "invitations.send_welcome"):
            assert not queued_jobs(told)

    owner.post(where, {"deed": "role", "contact": ids[:2], "role": role_of(tenant, "manager")})
    with scope(inside(tenant)):
        assert Grant.objects.filter(role__key="manager").count() == 2

    why = owner.post(where, {"deed": "off", "contact": ids[:2]})
    assert (why.status_code, why.text.count('name="contact"')) == (422, 4)
    assert len(re.findall(r'name="contact" value="[^"]+" checked', why.text)) == 2, "still ticked"
    assert 'href="#bulk_reason"' in why.text, "to the reason of these, not of the company's portal"
    assert owner.post(where, {"deed": "role", "contact": ids[:2]}).status_code == 422
    owner.post(where, {"deed": "off", "contact": ids[:2], "reason": "Left in autumn"})
    assert "Left in autumn" in owner.get(tab(company)).text
    owner.post(where, {"deed": "quiet", "contact": ids[:1]})
    with scope(inside(tenant)):
        assert Grant.objects.get(contact=some[0]).role.key == "manager"


@pytest.mark.spec("S0.1.18", "S1.5.3")
def test_access_ends_with_a_reason_and_opens_again_as_it_was(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        carla = a_contact(company)
    path = f"{BASE}contacts/{carla.pk}/"
    owner.post(f"{path}access/", {"role": role_of(tenant, "manager"), "reach": 3})
    portal = signed_in_client(carla)

    assert owner.post(f"{path}closure/", {"reason": "  "}).status_code == 422
    assert portal.get("/portal/").status_code == 200
    assert owner.post(f"{path}closure/", {"reason": "Left"}).status_code == 302
    assert portal.get("/portal/").status_code == 302
    assert "hand over the open ones" not in owner.get(path).text

    assert owner.post(f"{path}reopening/").status_code == 302
    with scope(inside(tenant)):
        carla.refresh_from_db()
        assert (carla.access, carla.closed_why) == ("active", "")
        assert Grant.objects.get().role.key == "manager"


@pytest.mark.spec("S3.2.3")
def test_whoever_has_left_is_out_at_once(tenant: Tenant, owner: Client, company: Company) -> None:
    with scope(inside(tenant)):
        carla = a_contact(company, email="carla@client.example")
    portal = signed_in_client(carla)

    leaving = f"{BASE}contacts/{carla.pk}/leaving/"
    assert owner.post(leaving, {"reason": "Left"}).status_code == 302

    assert portal.get("/portal/").status_code == 302
    assert "Does not work there any more." in owner.get(tab(company)).text


def test_a_role_is_changed_unless_somebody_was_faster(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        carla = a_contact(company)
    path, manager = f"{BASE}contacts/{carla.pk}/role/", role_of(tenant, "manager")

    assert owner.post(path, {"role": manager, "was": ""}).status_code == 302
    stale = {"role": role_of(tenant, "employee"), "was": ""}
    assert owner.post(path, stale).status_code == 409
    assert owner.post(path, {"role": role_of(tenant, "owner"), "was": manager}).status_code == 422

    with scope(inside(tenant)):
        assert Grant.objects.get().role.key == "manager"


@pytest.mark.spec("S3.2.2")
def test_an_address_that_two_people_have_is_marked(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        a_contact(company, email="info@client.example", person=None)
        a_contact(a_company("Harbor & Finch"), "Ivo", email="info@client.example", person=None)

    assert "address known twice" in owner.get(tab(company)).text


@pytest.mark.spec("G1")
def test_nobody_of_another_company_or_msp_is_changed_along(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        strange, stranger = a_company(), a_contact()
    with scope(inside(tenant)):
        mine, neighbour = a_contact(company), a_contact(a_company("Harbor & Finch"), "Otto")
    where = f"{tab(company)}changes/"

    for foreign in (neighbour, stranger):
        form = {"deed": "off", "reason": "Ha", "contact": [str(mine.pk), str(foreign.pk)]}
        assert owner.post(where, form).status_code == 404
    for path in ("access/", "access/changes/", "portal/on/", "portal/off/", "portal/primary/"):
        ask = owner.get if path == "access/" else owner.post
        assert ask(f"{BASE}{strange.pk}/{path}").status_code == 404
    for path in ("role/", "closure/", "reopening/"):
        assert owner.post(f"{BASE}contacts/{stranger.pk}/{path}").status_code == 404
    with scope(inside(tenant)):
        assert Contact.objects.filter(access="active").count() == 2


def test_each_permission_opens_its_own_part(tenant: Tenant, company: Company) -> None:
    with scope(inside(tenant)):
        carla = a_contact(company)
    reader, giver = somebody(tenant, VIEW), somebody(tenant, VIEW, GIVE_ACCESS, name="Giver")

    assert 'name="contact"' not in reader.get(tab(company)).text
    assert 'name="contact"' in giver.get(tab(company)).text
    assert reader.post(f"{BASE}contacts/{carla.pk}/role/").status_code == 404


def test_the_tab_asks_little_however_many_people(
    tenant: Tenant, owner: Client, company: Company, django_assert_max_num_queries: object
) -> None:
    with scope(inside(tenant)):
        for number in range(60):
            a_contact(company, f"Person {number:02}")
    owner.get(tab(company))

    with django_assert_max_num_queries(10):  # type: ignore[operator] # a fixture of pytest-django
        assert owner.get(tab(company)).status_code == 200


@pytest.mark.spec("S3.1.5")
def test_the_rule_about_several_companies_is_set_on_a_page(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    path = f"{BASE}membership/"
    with scope(inside(tenant)):
        a_contact(company, email="both@client.example", person=None)
        twin = a_contact(a_company("Other"), "Ivo", email="both@client.example", person=None)

    refused = owner.post(path, {"one_company": "on"})
    assert refused.status_code == 422
    assert "both@client.example" in refused.text
    form = {"name": "Ivo", "email": "ivo@client.example"}
    owner.post(f"{BASE}contacts/{twin.pk}/", form)
    assert owner.post(path, {"one_company": "on"}).status_code == 302
    page = owner.post(f"{BASE}contacts/{twin.pk}/", form | {"email": "both@client.example"})
    assert page.status_code == 422
    assert somebody(tenant, VIEW).get(path).status_code == 404
