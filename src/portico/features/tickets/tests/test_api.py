"""Tickets for machines: the same rights, refusals and words as at the desk."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from portico.core.access.actors import Staff
from portico.core.identity.actions.tokens import create_token, revoke_token
from portico.core.identity.models import ApiToken
from portico.core.identity.permissions import CREATE_TOKEN, OWN
from portico.core.identity.tests.factories import a_browser, signed_in_staff
from portico.core.people.models import StaffUser
from portico.core.roles.models import StaffGrant
from portico.core.tenants.models import Tenant
from portico.features.tickets.models import InternalNote, PendingReply
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast, make_cast
from .test_portal_pages import HOSTILE, at

TICKETS = "/api/v1/tickets/"


@dataclass
class Machine:
    """A program with a token."""

    browser: Client
    secret: str

    def __call__(self, verb: str, url: str, body: Any = None) -> Any:
        """Any: the answer of the test client, which has no public type."""
        call: Any = getattr(self.browser, verb)
        headers = {"Authorization": f"Bearer {self.secret}"}
        return call(url, body, content_type="application/json", headers=headers)


def machine_of(user: StaffUser, tenant: Tenant) -> Machine:
    """A token that `user` has made."""
    grants = frozenset({CREATE_TOKEN.code, OWN.code})
    with scope(staff_scope(tenant.id)):
        actor = Staff(id=user.pk, name=user.name, email=user.email, grants=grants)
        secret = create_token(actor, name="Script").secret
    return Machine(a_browser(user), secret)


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return machine_of(cast.tess, cast.tenant)


def test_a_ticket_goes_through_its_life(cast: Cast, machine: Machine) -> None:
    given = {"contact": str(cast.carla.pk), "subject": "From a script", "body": "Disk full"}
    made = machine("post", TICKETS, given)
    assert made.status_code == 201
    url = f"{TICKETS}{made.json()['id']}/"

    assert machine("post", f"{url}notes/", {"body": "Only us"}).status_code == 201
    assert machine("post", f"{url}replies/", {"body": "We look"}).status_code == 201
    changed = machine("patch", url, {"priority": 1, "assignee": str(cast.tess.pk)}).json()
    assert (changed["priority"], changed["assignee"]) == (1, str(cast.tess.pk))
    assert [note["body"] for note in changed["notes"]] == ["Only us"]
    assert [reply["body"] for reply in changed["replies"]] == ["Disk full"]
    with scope(staff_scope(cast.tenant.pk)):
        assert PendingReply.objects.get().body == "We look"
        assert InternalNote.objects.get().author_name == "Tess Technician"


def test_the_same_once_is_one_ticket(cast: Cast, machine: Machine) -> None:
    given = {"contact": str(cast.carla.pk), "subject": "x", "body": "y", "once": "d" * 32}
    assert machine("post", TICKETS, given).json() == machine("post", TICKETS, given).json()


@pytest.mark.spec("G4")
def test_lists_page_by_key(cast: Cast, machine: Machine) -> None:
    for _ in range(30):
        at(cast)
    first = machine("get", TICKETS).json()
    second = machine("get", f"{TICKETS}?after={first['next']}").json()
    numbers = [one["number"] for one in first["items"] + second["items"]]
    assert numbers == list(range(30, 0, -1))


@pytest.mark.spec("S1.5.5", "S0.1.1")
@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer nonsense", "Basic x"])
def test_without_a_token_nothing_opens(cast: Cast, header: str) -> None:
    answer = a_browser(cast.tess).get(TICKETS, headers={"Authorization": header})
    assert answer.status_code == 401


@pytest.mark.spec("S0.1.1")
def test_a_signed_in_browser_is_nobody_here(cast: Cast) -> None:
    assert signed_in_staff(cast.tess).get(TICKETS).status_code == 401


def test_a_revoked_token_is_dead(cast: Cast, machine: Machine) -> None:
    assert machine("get", TICKETS).status_code == 200
    with scope(staff_scope(cast.tenant.pk)):
        actor = Staff(id=cast.tess.pk, name="Tess", email="", grants=frozenset({OWN.code}))
        revoke_token(actor, ApiToken.objects.get())
    assert machine("get", TICKETS).status_code == 401


@pytest.mark.spec("S1.5.10")
def test_a_token_can_do_what_its_owner_can_do_now(cast: Cast, machine: Machine) -> None:
    with scope(staff_scope(cast.tenant.pk)), writing("roles"):
        StaffGrant.objects.filter(staff=cast.tess).delete()
    assert machine("get", TICKETS).status_code == 404


@pytest.mark.spec("G1", "S1.1.2")
def test_another_msps_ticket_is_not_there(
    cast: Cast, machine: Machine, other_tenant: Tenant
) -> None:
    with scope(staff_scope(other_tenant.pk)):
        foreign = make_cast(other_tenant)
    theirs = at(foreign)
    url = f"{TICKETS}{theirs.pk}/"
    assert machine("get", url).status_code == 404
    assert machine("post", f"{url}notes/", {"body": "x"}).status_code == 404
    mine = at(cast)
    changed = machine("patch", f"{TICKETS}{mine.pk}/", {"assignee": str(foreign.tess.pk)})
    assert changed.status_code == 404
    opened = {"contact": str(foreign.carla.pk), "subject": "x", "body": "y"}
    assert machine("post", TICKETS, opened).status_code == 404
    at_their_host = Machine(a_browser(foreign.tess), machine.secret)
    assert at_their_host("get", TICKETS).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"contact": "no uuid", "subject": "x", "body": "y"},
        {"contact": "01890000-0000-7000-8000-000000000000", "subject": "", "body": "y"},
        {"contact": "01890000-0000-7000-8000-000000000000", "subject": "x" * 201, "body": "y"},
        "not json {",
    ],
)
def test_bad_input_is_told_in_one_shape(cast: Cast, machine: Machine, given: Any) -> None:
    answer = machine("post", TICKETS, given)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"].startswith(("application/problem+json", "application/json"))


def test_hostile_words_come_back_as_they_were(cast: Cast, machine: Machine) -> None:
    ticket = at(cast, subject=HOSTILE[:200], body=HOSTILE)
    answer = machine("get", f"{TICKETS}{ticket.pk}/").json()
    assert answer["replies"][0]["body"] == HOSTILE


def test_the_description_names_every_operation(cast: Cast, machine: Machine) -> None:
    paths = machine("get", "/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/tickets/{ticket_id}/" in paths


def test_characters_that_the_database_cannot_keep_are_refused(cast: Cast, machine: Machine) -> None:
    good = {"contact": str(cast.carla.pk), "subject": "x", "body": "y", "once": "e" * 32}
    for field in ("subject", "body", "once"):
        answer = machine("post", TICKETS, {**good, field: "a\0b"})
        assert (answer.status_code, answer.json()["status"]) == (422, 422), field

    ticket = at(cast)
    for kind in ("notes", "replies"):
        answer = machine("post", f"{TICKETS}{ticket.pk}/{kind}/", {"body": "a\0b"})
        assert answer.status_code == 422, kind
    assert machine("post", TICKETS, {**good, "body": "two\nlines\n"}).status_code == 201
