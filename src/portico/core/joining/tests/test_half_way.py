"""Whoever joins where the rules want a second factor sets one up before anything opens."""

import pytest

from portico.core.identity.actions.policy import Wanted, set_company_policy
from portico.core.identity.models import Factor
from portico.core.identity.tests.factories import a_browser, is_in
from portico.core.people.models import Company
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import SYSTEM, a_link, join


@pytest.mark.spec("S0.3.2", "S4.1.6")
def test_joining_leads_to_the_second_factor(tenant: Tenant, bakery: Company) -> None:
    with scope(staff_scope(tenant.id)):
        set_company_policy(SYSTEM, bakery, wanted=Wanted(factor=Factor.ALL))
    browser = a_browser(tenant)

    answer = join(tenant, a_link(bakery).token, "ines@bluebird.example", browser)

    assert answer["Location"] == "/portal/login/second/"
    assert not is_in(browser)
    assert browser.get("/portal/login/second/")["Location"] == "/portal/login/second/passkey/"
