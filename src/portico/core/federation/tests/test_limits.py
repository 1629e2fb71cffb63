"""Strangers at the address of a company's provider take nothing from those who sign in."""

import pytest

from portico.core.identity.models.door import Bucket
from portico.core.identity.tests.factories import a_browser
from portico.core.people.tests.factories import a_company
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import door_scope, scope, staff_scope

from .factories import a_connection

pytestmark = [pytest.mark.spec("S2.8.2a"), pytest.mark.django_db]


def test_answers_that_nobody_asked_for_leave_the_connections_count_alone() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        connection = a_connection(a_company())
    there = f"/portal/sign-on/{connection.pk}/"
    browser = a_browser(tenant)

    browser.get(f"{there}callback", {"state": "made.up", "code": "made up"})
    browser.post(f"{there}acs", {"SAMLResponse": "made up", "RelayState": "made up"})

    with scope(door_scope(tenant.id)):
        counted = " ".join(Bucket.objects.values_list("key", flat=True))
    assert "sso.machine" in counted
    assert "sso.connection" not in counted
