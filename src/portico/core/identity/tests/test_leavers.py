"""Somebody who has left is signed out at once."""

import pytest

from portico.core.access.actors import System
from portico.core.identity.tests.factories import signed_in_client
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.roles.actions.leaver import let_go
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope


@pytest.mark.spec("S4.8.4b", "S0.1.18")
def test_whoever_left_is_out_with_the_next_click(tenant: Tenant, carla: Contact) -> None:
    browser = signed_in_client(carla)
    assert browser.get("/portal/").status_code == 200
    with scope(staff_scope(tenant.id)):
        let_go(System("tests"), carla, reason="Left on 31 October")

    assert browser.get("/portal/").status_code == 302
    with scope(staff_scope(tenant.id)):
        gone = Contact.objects.get(pk=carla.pk)
        assert (gone.is_active, gone.access) == (False, "disabled")
        assert Entry.objects.get(name="roles.contact_left").data["reason"] == "Left on 31 October"
