"""What a client's administrator reads about the own company."""

import pytest

from portico.core.identity.tests.factories import signed_in_client
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Role
from portico.features.tickets.actions.note import add_note
from portico.kernel.tenancy import scope, staff_scope

from .conftest import Cast
from .factories import SYSTEM
from .test_portal_pages import at


@pytest.mark.spec("S3.6.1", "S3.6.2")
def test_an_administrator_sees_sign_ins_and_tickets_of_the_own_company_only(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        role = Role.objects.get(key="client_admin")
        grant_to_contact(SYSTEM, cast.bea, role=role)
    ticket = at(cast)
    at(cast, who=cast.otto)
    signed_in_client(cast.carla)
    signed_in_client(cast.otto)
    with scope(staff_scope(cast.tenant.pk)):
        add_note(SYSTEM, ticket, body="Between us")
    html = signed_in_client(cast.bea).get("/portal/activity/").text

    assert "Carla Contact" in html
    assert "Signed in" in html
    assert "Opened a ticket" in html
    assert "Otto Other" not in html
    assert "note" not in html


@pytest.mark.spec("S1.5.4")
def test_others_have_no_such_page(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    assert carla.get("/portal/activity/").status_code == 404
    assert "Activity" not in carla.get("/portal/").text


def test_a_mangled_address_begins_at_the_top(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        grant_to_contact(SYSTEM, cast.bea, role=Role.objects.get(key="client_admin"))
    bea = signed_in_client(cast.bea)
    assert bea.get("/portal/activity/?after=%00nonsense").status_code == 200
