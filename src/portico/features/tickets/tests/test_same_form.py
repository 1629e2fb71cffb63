"""The same form several times at one moment is one ticket, one reply, and never a fault."""

import pytest

from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.test_races import together
from portico.core.people.models import Contact
from portico.features.tickets.models import Ticket, TicketReply
from portico.kernel.tenancy import scope, staff_scope

from .conftest import Cast
from .factories import a_ticket

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 8
FORM = {"subject": "Printer", "body": "It smokes.", "kind": "incident", "priority": "2"}


def sent_together(who: Contact, url: str, form: dict[str, str]) -> set[int]:
    browsers = [signed_in_client(who) for _ in range(TIMES)]
    return set(together(lambda: browsers.pop().post(url, form).status_code, times=TIMES))


@pytest.mark.spec("S0.1.3")
def test_a_request_sent_several_times_at_once_is_one_ticket(cast: Cast) -> None:
    assert sent_together(cast.carla, "/portal/tickets/new/", {**FORM, "once": "a" * 32}) == {302}

    with scope(staff_scope(cast.tenant.id)):
        assert Ticket.objects.count() == 1


def test_a_reply_sent_several_times_at_once_is_one_reply(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        ticket = a_ticket(cast.carla)
    url = f"/portal/tickets/{ticket.pk}/replies/"
    assert sent_together(cast.carla, url, {"body": "Still smoking", "once": "b" * 32}) == {302}

    with scope(staff_scope(cast.tenant.id)):
        assert TicketReply.objects.filter(ticket=ticket, body="Still smoking").count() == 1


def test_the_token_of_another_companys_form_is_refused_in_words(cast: Cast) -> None:
    form = {**FORM, "once": "c" * 32}
    assert signed_in_client(cast.carla).post("/portal/tickets/new/", form).status_code == 302

    answer = signed_in_client(cast.otto).post("/portal/tickets/new/", form)
    assert answer.status_code == 422
    assert "sent already" in answer.text
