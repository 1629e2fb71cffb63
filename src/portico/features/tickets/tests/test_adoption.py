"""What clients ask and write in the portal is counted for the page about adoption."""

import pytest

from portico.core.identity.tests.factories import signed_in_client
from portico.core.reviews.actions.count import count_adoption
from portico.core.reviews.models import AdoptionFigure
from portico.features.tickets.models import Source
from portico.kernel.tenancy import scope, staff_scope

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer

NEW = "/portal/tickets/new/"
ASKED = {"subject": "Printer", "body": "It smokes.", "kind": "incident", "priority": "2"}


@pytest.mark.spec("S4.6.7", "S4.6.8")
def test_requests_and_messages_of_a_company_are_counted_and_nobody_elses(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    asked = carla.post(NEW, ASKED)
    assert asked.status_code == 302
    for words in ("Still smoking", "And louder"):
        assert carla.post(f"{asked['Location']}replies/", {"body": words}).status_code < 400
    with scope(staff_scope(cast.tenant.pk)):
        mailed = a_ticket(cast.otto, source=Source.EMAIL)  # not in the portal
        an_answer(mailed, cast.tess)  # not by a client
        count_adoption(SYSTEM)
        told = {one.company_id: one.uses for one in AdoptionFigure.objects.all()}

    mine = told[cast.carla.company_id]
    assert (mine["tickets"], mine["messages"]) == (1, 3)  # a request is a message, too
    assert told[cast.otto.company_id] == {}
