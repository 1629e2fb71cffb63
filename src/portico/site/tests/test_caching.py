"""What somebody is shown is kept by no browser and no proxy; what is the same for all may be."""

import pytest

from portico.core.identity.tests.factories import (
    a_browser,
    signed_in_client,
    signed_in_staff,
)
from portico.features.tickets.tests.conftest import Cast
from portico.features.tickets.tests.test_api import TICKETS, machine_of
from portico.features.tickets.tests.test_portal_pages import at
from portico.site import health


def test_pages_of_people_are_not_kept(cast: Cast) -> None:
    ticket = at(cast)
    client, staff = signed_in_client(cast.carla), signed_in_staff(cast.olga)
    answers = [
        *(client.get(path) for path in ("/portal/", f"/portal/tickets/{ticket.pk}/")),
        *(client.get(path) for path in ("/portal/tickets/export/", "/portal/nowhere/")),
        *(staff.get(path) for path in ("/staff/", "/staff/tickets/", "/staff/people/")),
        machine_of(cast.tess, cast.tenant)("get", TICKETS),
    ]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]


def test_sign_in_pages_are_not_kept(cast: Cast) -> None:
    for path in ("/portal/login", "/staff/login/"):
        assert "no-store" in a_browser(cast.tenant).get(path)["Cache-Control"]


def test_a_token_for_figures_may_be_any_bytes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class Known:
        metrics_token = "figures"

    monkeypatch.setattr(health, "ENV", Known)
    browser = a_browser(cast.tenant)
    for given, status in (("figures", 200), ("wrong", 404), ("\xe9\xff", 404)):
        headers = {"Authorization": f"Bearer {given}"}
        assert browser.get("/metrics", headers=headers).status_code == status
