"""Why, what if, as whom, and what new people get: the pages beside the matrix."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.access.actors import Reach, System
from portico.core.people.models import Contact
from portico.core.people.permissions import SEE_COLLEAGUES
from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import CompanyDefault, CompanyRule, Guest, Role, Rule
from portico.core.roles.permissions import GIVE_ACCESS, MANAGE, VIEW
from portico.core.roles.queries import codes_of_role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from .msps import an_msp, inside, somebody
from .test_staff_roles import held, preset, seen, ticked

PAGE = "/staff/settings/roles/"
SYSTEM = System("tests")


@pytest.fixture
def anna(tenant: Tenant) -> Contact:
    """A manager of a client."""
    with scope(inside(tenant)):
        anna = a_contact(a_company("Bluebird Bakery"), "Anna Amsel")
        grant_to_contact(SYSTEM, anna, role=Role.objects.get(key="manager"), reach=Reach.COMPANY)
    return anna


@pytest.mark.spec("S0.1.19")
def test_why_tells_the_chain_and_the_conditions(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    page = owner.get(f"{PAGE}why/{anna.pk}/").text

    assert "Can sign in" in page
    assert str(SEE_COLLEAGUES.label) in page
    assert "because of the role Manager, given by hand" in page
    assert "in the way" not in page


@pytest.mark.spec("S2.9.3")
def test_what_if_shows_the_difference_and_changes_nothing(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    admin = preset(tenant, "client_admin")

    page = owner.get(f"{PAGE}why/{anna.pk}/?role={admin.pk}&reach=3").text

    assert "With Client admin on top" in page
    assert str(GIVE_ACCESS.label) in page
    assert "Nothing was changed." in page
    same = owner.get(f"{PAGE}why/{anna.pk}/?role={preset(tenant, 'manager').pk}&reach=3").text
    assert "Manager would change nothing." in same
    assert owner.get(f"{PAGE}why/{anna.pk}/?role=nonsense&reach=x").status_code == 200


def test_why_is_for_those_who_see_roles_or_give_access(tenant: Tenant, anna: Contact) -> None:
    page = f"{PAGE}why/{anna.pk}/"
    assert somebody(tenant, VIEW_PEOPLE, name="Looker").get(page).status_code == 404
    assert somebody(tenant, VIEW, name="Roles only").get(page).status_code == 404
    assert somebody(tenant, VIEW_PEOPLE, VIEW, name="Both").get(page).status_code == 200
    assert somebody(tenant, VIEW_PEOPLE, GIVE_ACCESS, name="Giver").get(page).status_code == 200


@pytest.mark.spec("G1")
def test_another_tenants_people_and_roles_do_not_exist(owner: Client) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)), writing("roles"):
        stranger = a_contact()
        rule = Rule.objects.create(kind="title", pattern="x", role=Role.objects.get(key="manager"))
    assert owner.get(f"{PAGE}why/{stranger.pk}/").status_code == 404
    assert owner.get(f"{PAGE}visits/{stranger.pk}/").status_code == 404
    assert owner.get(f"{PAGE}preview/{preset(other, 'manager').pk}/").status_code == 404
    assert owner.post(f"{PAGE}defaults/rules/{rule.pk}/removal/").status_code == 404
    assert owner.get(f"{PAGE}defaults/?company={stranger.company_id}").status_code == 404
    assert owner.get(f"{PAGE}defaults/?company=nonsense").status_code == 404


@pytest.mark.spec("S1.2.5")
def test_a_role_is_previewed_without_anybodys_data(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    matrix = owner.get(PAGE).text
    role = preset(tenant, "employee")
    assert f"{PAGE}preview/{role.pk}/" in matrix  # one click away

    with CaptureQueriesContext(connection) as read:
        page = owner.get(f"{PAGE}preview/{role.pk}/").text

    assert "Sam Sample" in page
    assert "/portal/tickets/" in page
    assert anna.name not in page
    statements = " ".join(one["sql"] for one in read)
    assert "people_contact" not in statements


@pytest.mark.spec("S1.2.5")
def test_a_previewed_role_shows_what_is_missing_and_how_far_it_goes(
    tenant: Tenant, owner: Client
) -> None:
    role = preset(tenant, "employee")
    assert "whole company" in owner.get(f"{PAGE}preview/{role.pk}/?reach=3").text
    with scope(inside(tenant)):
        codes = codes_of_role(role.pk)
    assert GIVE_ACCESS.code not in codes
    page = owner.get(PAGE).text
    owner.post(PAGE, {"p": [], "seen": seen(page)})
    empty = owner.get(f"{PAGE}preview/{role.pk}/").text
    menu = empty.partition('id="sample-menu"')[2].partition("</ul>")[0]
    assert "Tickets" not in menu


def test_staff_roles_have_no_preview(tenant: Tenant, owner: Client) -> None:
    assert owner.get(f"{PAGE}preview/{preset(tenant, 'technician').pk}/").status_code == 404


@pytest.mark.spec("S0.1.20")
def test_rules_are_added_ordered_tried_and_removed(tenant: Tenant, owner: Client) -> None:
    page = f"{PAGE}defaults/"
    manager, finance = preset(tenant, "manager"), preset(tenant, "finance")
    first = {"kind": "email", "pattern": "*@x.example", "role": str(manager.pk), "reach": "3"}
    second = {"kind": "title", "pattern": "account", "role": str(finance.pk), "reach": ""}
    assert owner.post(page, first).status_code == 302
    assert owner.post(page, second).status_code == 302

    def tried() -> str:
        found = owner.get(f"{page}?email=a@x.example&title=Accountant&groups=").text
        return found.partition('id="chosen"')[2].partition("</div>")[0]

    assert "Manager" in tried()
    with scope(inside(tenant)):
        rule = Rule.objects.get(kind="title")
    assert owner.post(f"{page}rules/{rule.pk}/up/").status_code == 302
    assert "Finance" in tried()
    assert owner.post(f"{page}rules/{rule.pk}/removal/").status_code == 302
    assert "Manager" in tried()


@pytest.mark.spec("S1.5.6")
def test_the_usual_role_is_set_for_all_and_for_one_company(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    manager, admin = preset(tenant, "manager"), preset(tenant, "client_admin")
    page, mine = f"{PAGE}defaults/usual/", f"?company={anna.company_id}"

    refused = owner.post(page, {"role": str(admin.pk)})
    assert refused.status_code == 422
    assert "Nobody may get this role by default" in refused.text
    assert owner.post(page, {"role": str(manager.pk)}).status_code == 302
    assert preset(tenant, "manager").is_default

    assert owner.post(page + mine, {"role": str(manager.pk), "reach": "2"}).status_code == 302
    with scope(inside(tenant)):
        assert CompanyDefault.objects.get().reach == Reach.SITE
    assert owner.post(page + mine, {"role": "", "reach": ""}).status_code == 302
    with scope(inside(tenant)):
        assert not CompanyDefault.objects.exists()


@pytest.mark.spec("S0.1.20")
def test_a_company_has_rules_of_its_own(tenant: Tenant, owner: Client, anna: Contact) -> None:
    page = f"{PAGE}defaults/?company={anna.company_id}"
    sent = {"kind": "email", "pattern": "*evil", "role": str(preset(tenant, "finance").pk)}
    wrong = owner.post(page, sent)
    assert wrong.status_code == 422
    assert 'value="*evil"' in wrong.text

    assert owner.post(page, sent | {"pattern": "*@b.example"}).status_code == 302
    with scope(inside(tenant)):
        assert CompanyRule.objects.get().company_id == anna.company_id
    assert "*@b.example" in owner.get(page).text
    assert "*@b.example" not in owner.get(f"{PAGE}defaults/").text


def test_who_only_looks_changes_no_rules(tenant: Tenant) -> None:
    reader = somebody(tenant, VIEW)
    page = reader.get(f"{PAGE}defaults/")
    assert page.status_code == 200
    assert "Add rule" not in page.text
    role = str(preset(tenant, "finance").pk)
    sent = {"kind": "title", "pattern": "x", "role": role, "reach": ""}
    assert reader.post(f"{PAGE}defaults/", sent).status_code == 403
    assert reader.post(f"{PAGE}defaults/usual/", {"role": role}).status_code == 404
    with scope(inside(tenant)):
        assert not Rule.objects.exists()


@pytest.mark.spec("S2.9.3")
def test_somebody_is_let_into_another_company_and_out_again(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    with scope(inside(tenant)):
        larch = a_company("Larch Legal")
    page = f"{PAGE}visits/{anna.pk}/"
    assert "Larch Legal" in owner.get(f"{page}?q=larch").text
    assert "No other company" in owner.get(f"{page}?q=zzz").text

    assert owner.post(page, {"company": str(larch.pk)}).status_code == 302
    with scope(inside(tenant)):
        guest = Guest.objects.get().contact
    assert "Guest from Bluebird Bakery" in owner.get(f"{PAGE}why/{guest.pk}/").text
    assert "Larch Legal" in owner.get(f"{PAGE}why/{anna.pk}/").text

    assert owner.post(f"{page}end/", {"company": str(larch.pk)}).status_code == 302
    with scope(inside(tenant)):
        assert not Guest.objects.exists()
    assert owner.post(page, {"company": "nonsense"}).status_code == 404
    giver = somebody(tenant, MANAGE, VIEW_PEOPLE)
    assert giver.post(page, {"company": str(larch.pk)}).status_code == 404


def test_a_search_in_the_matrix_takes_nothing_away(tenant: Tenant, owner: Client) -> None:
    before = held(tenant, "employee")
    page = owner.get(f"{PAGE}?q=colleagues").text
    assert str(SEE_COLLEAGUES.label) in page
    assert "tickets.create</" not in page
    boxes = ticked(page)
    hidden = page.split('type="hidden" name="p" value="')[1:]
    kept = [one.partition('"')[0] for one in hidden]

    assert owner.post(PAGE, {"p": [*boxes, *kept], "seen": seen(page)}).status_code == 302

    assert held(tenant, "employee") == before
    assert "No permission is called like this." in owner.get(f"{PAGE}?q=zzz").text


def test_a_preset_is_reset_and_marked_for_client_admins(tenant: Tenant, owner: Client) -> None:
    role, before = preset(tenant, "finance"), held(tenant, "finance")
    page = owner.get(PAGE).text
    owner.post(PAGE, {"p": [], "seen": seen(page)})
    assert held(tenant, "finance") == set()
    assert "Reset this role" in owner.get(f"{PAGE}{role.pk}/").text

    assert owner.post(f"{PAGE}{role.pk}/reset/").status_code == 302

    assert held(tenant, "finance") == before
    change = {"name": "Finance", "description": "", "reach": "1"}
    owner.post(f"{PAGE}{role.pk}/", change)
    assert not preset(tenant, "finance").is_delegable
    owner.post(f"{PAGE}{role.pk}/", change | {"delegable": "on"})
    assert preset(tenant, "finance").is_delegable
