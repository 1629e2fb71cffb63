"""The matrix: what is ticked is held, from the next click on; what may not be held never is."""

import re

import pytest
from django.test import Client

from portico.core.people.permissions import SEE_COLLEAGUES
from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import MANAGE, VIEW
from portico.core.roles.queries import codes_of_role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from .msps import an_msp, inside, somebody

PAGE = "/staff/settings/roles/"


def preset(tenant: Tenant, key: str) -> Role:
    with scope(inside(tenant)):
        return Role.objects.get(key=key)


def held(tenant: Tenant, key: str) -> set[str]:
    with scope(inside(tenant)):
        return codes_of_role(Role.objects.get(key=key).pk)


def ticked(page: str) -> list[str]:
    """What a browser would send."""
    boxes = re.findall(r'<input type="checkbox" name="p" value="([^"]+)"([^>]*)>', page)
    return [value for value, rest in boxes if "checked" in rest and "disabled" not in rest]


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.mark.spec("S0.1.19", "S1.5.10")
def test_a_ticked_box_counts_from_the_next_click(tenant: Tenant, owner: Client) -> None:
    tess = somebody(tenant)
    assert tess.get("/staff/companies/").status_code == 404
    page = owner.get(f"{PAGE}?for=staff").text
    with scope(inside(tenant)):
        value = f"{Role.objects.get(name='Role of Tess Technician').pk}:{VIEW_PEOPLE.code}"

    sent = {"p": [*ticked(page), value], "seen": seen(page)}
    assert owner.post(f"{PAGE}?for=staff", sent).status_code == 302

    assert tess.get("/staff/companies/").status_code == 200


def test_review_shows_the_differences_and_saves_nothing(tenant: Tenant, owner: Client) -> None:
    page = owner.get(PAGE).text
    employee = preset(tenant, "employee")
    mine = f"{employee.pk}:{SEE_COLLEAGUES.code}"
    sent = {"p": [one for one in ticked(page) if one != mine], "seen": seen(page), "review": "1"}

    answer = owner.post(PAGE, sent)

    assert answer.status_code == 200
    assert "Employee loses: See the names of colleagues" in answer.text
    assert SEE_COLLEAGUES.code in held(tenant, "employee")


@pytest.mark.spec("S0.1.19")
def test_the_bar_says_how_many_people_a_change_concerns(tenant: Tenant, owner: Client) -> None:
    """Whoever holds two of the changed roles counts once; roles that stay count nobody."""
    employee, manager = preset(tenant, "employee"), preset(tenant, "manager")
    with scope(inside(tenant)), writing("roles"):
        for name in ("Bakery", "Florist"):
            both, one = (a_contact(a_company(f"{name} {n}")) for n in range(2))
            for contact, role in ((both, employee), (both, manager), (one, employee)):
                Grant.objects.create(contact=contact, company_id=contact.company_id, role=role)
    page = owner.get(PAGE).text
    taken = {f"{employee.pk}:{SEE_COLLEAGUES.code}", f"{manager.pk}:{SEE_COLLEAGUES.code}"}
    sent = {"p": [one for one in ticked(page) if one not in taken], "seen": seen(page)}

    assert "4 people affected · 4 companies" in owner.post(PAGE, sent | {"review": "1"}).text
    asked = owner.get(f"{PAGE}affected/?role={manager.pk}&role=rubbish").text
    assert "2 people affected · 2 companies" in asked
    assert "affected" not in owner.get(f"{PAGE}affected/").text
    assert somebody(tenant).get(f"{PAGE}affected/").status_code == 404


@pytest.mark.spec("S1.5.5")
def test_a_forged_box_never_gives_a_portal_role_a_staff_right(
    tenant: Tenant, owner: Client
) -> None:
    page = owner.get(PAGE).text
    employee = preset(tenant, "employee")
    forged = [f"{employee.pk}:{MANAGE.code}", f"{employee.pk}:no.such", "x", f"{tenant.pk}:x", ":"]

    owner.post(PAGE, {"p": [*ticked(page), *forged], "seen": seen(page)})

    assert MANAGE.code not in held(tenant, "employee")
    assert "no.such" not in held(tenant, "employee")


def test_the_owner_role_cannot_be_emptied(tenant: Tenant, owner: Client) -> None:
    page = owner.get(f"{PAGE}?for=staff").text

    owner.post(f"{PAGE}?for=staff", {"p": [], "seen": seen(page)})

    assert MANAGE.code in held(tenant, "owner")
    assert held(tenant, "technician") == set()
    assert owner.get(PAGE).status_code == 200


def test_a_stale_page_overwrites_nobody(tenant: Tenant, owner: Client) -> None:
    page = owner.get(PAGE).text
    fewer = {"p": ticked(page)[1:], "seen": seen(page)}
    assert owner.post(PAGE, fewer).status_code == 302

    late = owner.post(PAGE, {"p": [], "seen": seen(page)})

    assert late.status_code == 409
    assert "Somebody else has changed these roles" in late.text
    assert SEE_COLLEAGUES.code in held(tenant, "manager")


def test_who_may_only_look_changes_nothing(tenant: Tenant) -> None:
    reader = somebody(tenant, VIEW)
    page = reader.get(PAGE).text

    assert "data-savebar" not in page
    assert reader.post(PAGE, {"p": []}).status_code == 403
    assert reader.get(f"{PAGE}new/").status_code == 404
    assert SEE_COLLEAGUES.code in held(tenant, "employee")


def test_nobody_gives_what_they_do_not_hold(tenant: Tenant) -> None:
    deputy = somebody(tenant, MANAGE, VIEW, name="Deputy")
    page = deputy.get(f"{PAGE}?for=staff").text
    reader = preset(tenant, "reader")
    sent = {"p": [*ticked(page), f"{reader.pk}:mail.manage"], "seen": seen(page)}

    answer = deputy.post(f"{PAGE}?for=staff", sent)

    assert answer.status_code == 422
    assert "You lack: Set up the mail server" in answer.text
    assert f'value="{reader.pk}:mail.manage"' in answer.text


def test_a_role_is_copied_renamed_and_deleted(tenant: Tenant, owner: Client) -> None:
    manager = preset(tenant, "manager")
    new = {"name": "Team lead", "description": "", "reach": "2", "copy_of": str(manager.pk)}
    assert owner.post(f"{PAGE}new/", new).status_code == 302
    with scope(inside(tenant)):
        role = Role.objects.get(name="Team lead")
        assert codes_of_role(role.pk) == held(tenant, "manager")

    change = {"name": "Lead", "description": "Leads", "reach": "3"}
    assert owner.post(f"{PAGE}{role.pk}/", change).status_code == 302
    assert "Lead" in owner.get(PAGE).text

    assert owner.post(f"{PAGE}{role.pk}/deletion/").status_code == 302
    with scope(inside(tenant)):
        assert not Role.objects.filter(pk=role.pk).exists()


def test_a_name_that_is_taken_is_told_at_its_field(tenant: Tenant, owner: Client) -> None:
    taken = preset(tenant, "manager").name
    page = owner.post(f"{PAGE}new/", {"name": taken, "reach": "1", "description": "as typed"})

    assert page.status_code == 422
    assert "as typed" in page.text
    assert 'id="id_name_error"' in page.text


def test_the_default_role_stays(tenant: Tenant, owner: Client) -> None:
    assert owner.post(f"{PAGE}{preset(tenant, 'employee').pk}/deletion/").status_code == 409


def test_scripts_in_names_stay_text(tenant: Tenant, owner: Client) -> None:
    script = "<script>alert(1)</script>"
    owner.post(f"{PAGE}new/", {"name": script, "description": script, "reach": "1"})

    assert script not in owner.get(PAGE).text
    assert "&lt;script&gt;" in owner.get(PAGE).text


@pytest.mark.spec("G1")
def test_another_tenants_role_does_not_exist(owner: Client) -> None:
    foreign = preset(an_msp("Beta MSP"), "manager")

    assert owner.get(f"{PAGE}{foreign.pk}/").status_code == 404
    assert owner.post(f"{PAGE}{foreign.pk}/deletion/").status_code == 404
