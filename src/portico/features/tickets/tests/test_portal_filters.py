"""The filters of a client's list: only those that have something to choose."""

import pytest

from portico.core.access.actors import Reach
from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.tests.factories import a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Role
from portico.kernel.tenancy import scope, staff_scope

from .conftest import Cast
from .factories import SYSTEM


@pytest.mark.parametrize(("who", "choices"), [("carla", 0), ("sid", 1), ("bea", 1)])
def test_whose_tickets_is_asked_of_those_who_may_see_others(
    cast: Cast, who: str, choices: int
) -> None:
    page = signed_in_client(getattr(cast, who)).get("/portal/tickets/").text
    assert ("Whose" in page) == bool(choices)
    assert page.count("of=") == choices


def test_a_reach_to_a_site_without_a_site_offers_nothing_to_choose(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        nora = a_contact(cast.bluebird, "Nora Nosite")
        grant_to_contact(SYSTEM, nora, role=Role.objects.get(key="employee"), reach=Reach.SITE)
    assert "Whose" not in signed_in_client(nora).get("/portal/tickets/").text
