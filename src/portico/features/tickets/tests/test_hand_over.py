"""What a leaver had asked for goes to a colleague, and nothing is lost."""

import pytest

from portico.core.access.actors import System
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.leaver import let_go
from portico.kernel.tenancy import scope, staff_scope

from ..jobs import hand_over
from ..models import Participant, Ticket
from .conftest import Cast
from .factories import a_ticket

STAFF = System("tests")


@pytest.mark.spec("S0.1.18", "S4.8.4b")
def test_open_tickets_go_to_the_successor_and_closed_ones_stay(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        leaver, successor = cast.carla, cast.bea
        mine = a_ticket(leaver)
        let_go(STAFF, leaver, reason="left", successor=successor)
        hand_over(contact=str(leaver.pk), successor=str(successor.pk))
        hand_over(contact=str(leaver.pk), successor=str(successor.pk))

        moved = Ticket.objects.get(pk=mine.pk)
        assert moved.contact_id == successor.pk
        parts = Participant.objects.filter(ticket=moved).values_list("contact_id", "part")
        assert (successor.pk, "requester") in set(parts)
        assert leaver.pk not in {one for one, _part in parts}


def test_nothing_goes_to_another_company(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        mine = a_ticket(cast.carla)
        otto = a_contact(a_company("Another"), "Otto")
        hand_over(contact=str(cast.carla.pk), successor=str(otto.pk))

        assert Ticket.objects.get(pk=mine.pk).contact_id == cast.carla.pk
