"""The address of the event streams, asked for what this person may not hear, or too late."""

import time
from uuid import uuid4

import pytest

from portico.core.access.actors import System
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.roles.actions.access import close_access
from portico.features.tickets.tests.conftest import Cast
from portico.features.tickets.tests.factories import a_ticket
from portico.kernel.tenancy import scope, staff_scope
from portico.site.live import HUB, MOST_OPEN, MOST_SAID, Hub
from portico.site.refusals import STREAM


@pytest.mark.spec("S1.1.2")
def test_a_stream_of_what_one_may_not_hear_is_not_there(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        foreign = a_ticket(cast.otto)
    browser = signed_in_client(cast.carla)
    for topic in (f"ticket:{foreign.pk}", f"ticket:{uuid4()}", "ticket:", "desk", "\0"):
        assert browser.get("/portal/events/", {"on": topic}).status_code == 404, topic


def test_the_desk_hears_nothing_of_a_ticket_that_is_not_there(cast: Cast) -> None:
    answer = signed_in_staff(cast.tess).get("/staff/events/", {"on": f"ticket:{uuid4()}"})

    assert answer.status_code == 404


def test_one_person_opens_so_many_streams_and_no_more(cast: Cast) -> None:
    browser = signed_in_client(cast.carla)
    HUB.open[cast.carla.pk] = MOST_OPEN
    try:
        assert browser.get("/portal/events/", {"on": "tickets"}).status_code == 429
    finally:
        del HUB.open[cast.carla.pk]
    assert browser.get("/portal/events/", {"on": "tickets"}).status_code == 200


@pytest.mark.spec("S4.8.4b", "S0.1.18")
@pytest.mark.parametrize(("deed", "word"), [("closed", "shut-out"), ("left", "signed-out")])
def test_a_page_that_asks_too_late_hears_that_it_is_over(cast: Cast, deed: str, word: str) -> None:
    """The access was closed before its stream was open: nothing would reach the page any more."""
    browser = signed_in_client(cast.carla)
    if deed == "closed":
        with scope(staff_scope(cast.tenant.id)):
            close_access(System("tests"), cast.carla)
    else:
        browser.post("/portal/logout/")
    answer = browser.get("/portal/events/", {"on": "tickets"}, headers={"accept": STREAM})

    assert answer["Content-Type"] == STREAM
    assert answer.text == f"event: {word}\ndata: 1\n\n"


def test_an_address_for_forms_only_says_so_when_it_is_opened(cast: Cast) -> None:
    browser = signed_in_client(cast.carla)
    answer = browser.get("/portal/logout/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is nothing to open here" in answer.text


@pytest.mark.spec("S1.3.3")
def test_a_page_hears_what_happened_while_it_was_on_its_way() -> None:
    hub = Hub()
    hub._remember("1|tickets")
    assert hub.said_since(["1|tickets", "1|other"], 5.0) == ["1|tickets"]
    assert hub.said_since(["1|tickets"], 0.0) == []
    hub.said = {str(number): time.monotonic() - 100 for number in range(MOST_SAID + 1)}
    hub._remember("1|tickets")
    assert hub.said_since(["7", "1|tickets"], 60.0) == ["1|tickets"]
    assert len(hub.said) == 1
