"""Exports of tickets: whole, in pieces, and only what the asker may see."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.features.tickets.models import Category
from portico.features.tickets.portal import lists as portal
from portico.features.tickets.staff import lists as desk

from .conftest import Cast
from .test_portal_pages import at, move, statements

DESK, PORTAL = "/staff/tickets/export/", "/portal/tickets/export/"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PIECE", 3)
    monkeypatch.setattr(portal, "PIECE", 3)


def subjects(answer: Any) -> list[str]:  # Any: the test client's answer has no public type
    rows = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    return [row["Subject"] for row in rows]


@pytest.mark.spec("G4")
def test_an_export_streams_the_whole_list(cast: Cast) -> None:
    named = [f"Thing {number}" for number in range(10)]
    for subject in named:
        at(cast, subject=subject)
    at(cast, subject="Foreign", who=cast.otto)
    for client, url, expected in (
        (signed_in_staff(cast.tess), DESK, ["Foreign", *reversed(named)]),
        (signed_in_client(cast.carla), PORTAL, [*reversed(named)]),
    ):
        answer = client.get(url)
        assert answer.streaming
        assert subjects(answer) == expected


def test_nothing_is_read_before_the_file_is(cast: Cast) -> None:
    client: Client = signed_in_staff(cast.tess)
    before = statements(client, DESK)
    for _ in range(12):
        at(cast)
    assert statements(client, DESK) == before


def test_a_clients_export_holds_what_waits_for_the_client_too(cast: Cast) -> None:
    waiting = at(cast, subject="Waits for you")
    at(cast, subject="We are on it")
    move(cast, waiting, Category.PAUSED)
    carla = signed_in_client(cast.carla)
    assert subjects(carla.get(PORTAL)) == ["Waits for you", "We are on it"]
    assert subjects(carla.get(f"{PORTAL}?view=waiting")) == ["Waits for you"]
    assert subjects(carla.get(f"{PORTAL}?q=waits")) == subjects(carla.get(f"{PORTAL}?q=Waits"))


def test_an_export_keeps_to_the_filters_in_every_piece(cast: Cast) -> None:
    for number in range(5):
        at(cast, subject=f"Quiet {number}", priority=4)
        at(cast, subject=f"Loud {number}", priority=1)
    for client, url in ((signed_in_staff(cast.tess), DESK), (signed_in_client(cast.carla), PORTAL)):
        found = subjects(client.get(f"{url}?priority=1"))
        assert found == [f"Loud {number}" for number in reversed(range(5))]
