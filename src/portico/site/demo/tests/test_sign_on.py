"""Clients of the demo have proved their domains, so that single sign-on can be tried."""

import pytest

from portico.core.federation.models import VerifiedDomain
from portico.core.people.tests.factories import a_contact
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import ANY, writing
from portico.site.demo.load_sign_on import load_sign_on


@pytest.mark.django_db
def test_domains_belong_to_the_company_of_their_people() -> None:
    with scope(staff_scope(a_tenant().id)), writing(ANY):
        maya = a_contact(name="Maya", email="maya@harborfinch.example")
        load_sign_on()
        found = VerifiedDomain.objects.get()
    assert (found.company_id, found.is_verified) == (maya.company_id, True)
