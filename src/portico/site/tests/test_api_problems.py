"""Whatever the API refuses, and whoever refuses it, reads the same: RFC 9457."""

from typing import Any

import pytest
from django.test import Client

from portico.core.access.actors import Actor
from portico.core.identity.tests.factories import a_browser
from portico.core.roles.models import StaffGrant
from portico.core.roles.tests.factories import a_role, a_staff_grant
from portico.features.tickets import queries
from portico.features.tickets.models import Ticket
from portico.features.tickets.permissions import VIEW
from portico.features.tickets.tests.conftest import Cast
from portico.features.tickets.tests.test_api import TICKETS, Machine, machine_of
from portico.features.tickets.tests.test_portal_pages import at
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing
from portico.site.api_problems import DETAILS, MEDIA_TYPE

pytestmark = pytest.mark.django_db

NOWHERE = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return machine_of(cast.tess, cast.tenant)


def told(response: Any, status: int) -> dict[str, Any]:
    """The problem, which must be one. Any: the answer of the test client has no public type."""
    assert (response.status_code, response["Content-Type"]) == (status, MEDIA_TYPE)
    body: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert len(body["detail"]) > 10
    return body


@pytest.mark.parametrize("token", [None, "", "ptk_nonsense"])
def test_without_a_token_it_says_which_one_is_needed(cast: Cast, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    answer = a_browser(cast.tess).get(TICKETS, headers=headers)
    assert "Bearer" in told(answer, 401)["detail"]
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("url", [f"{TICKETS}{NOWHERE}/", "/api/v1/", "/api/v9/x/", "/api/"])
def test_what_is_not_there(machine: Machine, url: str) -> None:
    told(machine("get", url), 404)


def test_a_method_that_an_address_does_not_know(machine: Machine) -> None:
    answer = machine("delete", TICKETS)
    told(answer, 405)
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_a_body_of_another_kind(machine: Machine, kind: str) -> None:
    headers = {"Authorization": f"Bearer {machine.secret}"}
    body = b'{"contact": "x"}' if "multipart" not in kind else b"--x--\r\n"
    answer = machine.browser.post(TICKETS, body, content_type=kind, headers=headers)
    assert "application/json" in told(answer, 415)["detail"]


@pytest.mark.parametrize("body", ["{", "{}}", '{"subject": NaN}', "[" * 100_000, "\0"])
def test_a_body_that_is_no_json(machine: Machine, body: str) -> None:
    told(machine("post", TICKETS, body), 400)


def test_a_body_that_is_too_large(machine: Machine) -> None:
    told(machine("post", TICKETS, {"body": "x" * 3_000_000}), 413)


def test_input_that_does_not_fit_is_named(machine: Machine) -> None:
    body = told(machine("post", TICKETS, {"subject": "secret words" * 30, "body": "x"}), 422)
    assert [one["field"] for one in body["errors"]] == ["body.given.contact", "body.given.subject"]
    assert body["detail"].startswith("body.given.contact: ")
    assert "secret words" not in str(body)


def test_a_query_that_does_not_fit_is_named(machine: Machine) -> None:
    body = told(machine("get", f"{TICKETS}?company=none"), 422)
    assert body["errors"][0]["field"] == "query.company"


def test_what_the_owner_may_not_do_is_named(cast: Cast, machine: Machine) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)), writing("roles"):
        StaffGrant.objects.filter(staff=cast.tess).delete()
        a_staff_grant(cast.tess, a_role("Looks only", VIEW, audience="staff"))
    answer = machine("patch", f"{TICKETS}{ticket.pk}/", {"priority": 1})
    assert "Change status" in told(answer, 403)["detail"]


def test_whoever_tries_tokens_is_held_back(cast: Cast) -> None:
    browser = a_browser(cast.tess)
    headers = {"Authorization": "Bearer ptk_guess"}
    answers = [browser.get(TICKETS, headers=headers) for _ in range(61)]
    assert {one.status_code for one in answers[:60]} == {401}
    told(answers[60], 429)
    assert int(answers[60]["Retry-After"]) >= 1
    good = machine_of(cast.tess, cast.tenant)
    assert good("get", TICKETS).status_code == 200, "a good token is never held back"


def test_a_fault_of_ours_tells_nothing_of_itself(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_actor: Actor) -> None:
        raise KeyError("hunter2")

    monkeypatch.setattr(queries, "tickets", breaks)
    machine.browser.raise_request_exception = False
    assert "hunter2" not in str(told(machine("get", TICKETS), 500))


def test_an_unknown_host_is_told_in_the_same_shape(cast: Cast) -> None:
    told(Client(headers={"host": "nobody.example"}).get(TICKETS), 404)


def test_a_change_that_is_refused_leaves_nothing_half_done(cast: Cast, machine: Machine) -> None:
    ticket = at(cast)
    url = f"{TICKETS}{ticket.pk}/"
    told(machine("patch", url, {"priority": 1, "assignee": NOWHERE}), 404)
    with scope(staff_scope(cast.tenant.pk)):
        assert Ticket.objects.get().priority == ticket.priority


def test_every_operation_declares_its_refusals(machine: Machine) -> None:
    document = machine("get", "/api/v1/openapi.json").json()
    assert {int(status) for status in document["components"]["responses"]} == set(DETAILS)
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            declared = {int(status) for status in operation["responses"]}
            needed = {401, 403, 404, 409, 422, 429, 500, 503}
            needed |= {400, 413, 415} if "requestBody" in operation else set()
            assert needed <= declared, (verb, path)
