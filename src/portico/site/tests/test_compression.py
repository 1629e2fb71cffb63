"""Pages are sent small; what is read bit by bit is not held back."""

from django.test import Client

from portico.core.identity.tests.factories import signed_in_staff
from portico.features.tickets.tests.conftest import Cast

SMALL = {"Accept-Encoding": "gzip"}


def _desk(cast: Cast) -> Client:
    return signed_in_staff(cast.tess)


def test_a_page_is_sent_small(cast: Cast) -> None:
    browser = _desk(cast)
    whole = browser.get("/staff/tickets/")
    small = browser.get("/staff/tickets/", headers=SMALL)
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) < len(whole.content) / 2


def test_a_stream_is_sent_as_it_comes(cast: Cast) -> None:
    stream = _desk(cast).get("/staff/events/", {"on": "tickets"}, headers=SMALL)
    assert not stream.has_header("Content-Encoding")
