"""What the desk may choose for a link: the company, the preset, the tenant's rules."""

import pytest
from django.test import Client

from portico.core.identity.tests.factories import (
    a_browser,
    signed_in_staff,
)
from portico.core.joining.actions.policy import change_policy
from portico.core.joining.models import (
    PortalLink,
)
from portico.core.people.models import Company, StaffUser
from portico.core.people.tests.factories import a_company
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import SYSTEM, a_link, make_link

NEW = "ines@bluebird.example"


@pytest.mark.spec("S4.3.1", "S1.1.1")
def test_links_of_another_tenant_are_not_there(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    other = a_tenant("Beta MSP")
    with scope(staff_scope(other.id)):
        install_presets(SYSTEM, language="en")
        theirs = a_company("Theirs Ltd")
    made = a_link(theirs)
    assert desk.get(f"/staff/links/{made.row.pk}/").status_code == 404
    assert desk.post(f"/staff/links/{made.row.pk}/revocation/").status_code == 404
    assert "none of yours" in desk.post("/staff/links/doctor/", {"text": made.token}).text


@pytest.mark.spec("S4.1.2", "S4.2.2", "S4.9.7")
def test_the_rules_of_the_tenant_hold(tenant: Tenant, bakery: Company, dana: StaffUser) -> None:
    with scope(staff_scope(tenant.id)):
        change_policy(SYSTEM, usual_days=7, most_days=14, origins=["https://a.example"])
    answer = make_link(signed_in_staff(dana), tenant, bakery, days=30)
    assert answer.status_code == 422
    assert "at most 14" in answer.text
    framed = a_browser(tenant).get("/portal/join/framed/")
    assert "https://a.example" in framed["Content-Security-Policy"]
    assert signed_in_staff(dana).get("/staff/links/rules/").status_code == 404


@pytest.mark.spec("S4.7.4a", "S4.7.4b", "S4.7.4c")
def test_a_preset_says_how_long_and_who_waits(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    waits = {90: "domains", 30: "domains", 14: "always", 7: "always", 1: "domains"}
    form = desk.get(f"/staff/links/company/{bakery.pk}/new/").text
    for days, mode in waits.items():
        assert f'<option value="{days}"' in form
        assert make_link(desk, tenant, bakery, days=days, mode="").status_code == 200
        with scope(staff_scope(tenant.id)):
            row = PortalLink.objects.latest("id")
        assert (row.expires_at - row.created_at).days in {days, days - 1}
        assert row.mode == mode
    make_link(desk, tenant, bakery, days=7, mode="domains")  # somebody says otherwise
    with scope(staff_scope(tenant.id)):
        assert PortalLink.objects.latest("id").mode == "domains"


@pytest.mark.spec("S4.3.1")
def test_the_company_is_found_while_typing_with_its_working_links(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    a_link(bakery)
    a_link(bakery, days=1)
    with scope(staff_scope(tenant.id)):
        a_company("Harbour Hotel")
    found = desk.get("/staff/links/new/?q=blueb", headers={"HX-Request": "true"}).text
    assert f"/staff/links/company/{bakery.pk}/new/" in found
    assert "2 working links" in found
    assert "Harbour" not in found
    assert "No company fits" in desk.get("/staff/links/new/?q=nobody").text
