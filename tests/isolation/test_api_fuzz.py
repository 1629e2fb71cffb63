"""Anything at all is sent to the API, from its own description: it answers as described.

The cases come from schemathesis and are the same in each run. Ids are those of our rows, of
another MSP's, or of nobody's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode

from portico.core.identity.tests.factories import a_browser
from portico.kernel.ids import new_id
from portico.site.api_problems import MEDIA_TYPE

from .canaries import Planted
from .principals import AT_HOME
from .routes import guess
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("G1", "S0.1.1", "S1.1.2")]

OPERATIONS = (
    *("list_tickets", "open_ticket", "statuses", "get_ticket", "change_ticket"),
    *("answer", "add_note"),
)
OF_ACCESS = (  # tried less often: their rules are tested where they stand
    *("list_companies", "get_company", "open_portal", "close_portal"),
    *("list_contacts", "add_contact", "get_contact", "change_contact", "list_colleagues"),
    *("list_roles", "set_default_role", "open_access", "close_access", "let_go"),
    *("list_links", "make_link", "rotate_link", "revoke_link", "list_viewings", "list_log"),
    *("list_invitations", "invite", "resend_invitation", "revoke_invitation"),
    *("list_my_tickets", "ask", "get_my_ticket", "reply"),
)
FEW = 5
EXAMPLES = {GenerationMode.POSITIVE: 25, GenerationMode.NEGATIVE: 25}
IDS = {
    *("ticket_id", "contact", "company", "status", "assignee", "then"),
    *("company_id", "contact_id", "portallink_id", "invitation_id", "role", "successor"),
}
ALLOWED = AT_HOME[-1].allowed
STEADY = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_headers_conformance,
    schemathesis.checks.response_schema_conformance,
]

type Operations = dict[str, APIOperation[Any, Any, Any, Any]]


@pytest.fixture(scope="module")
def machine(world: World) -> dict[str, str]:
    """The headers of a program that the owner of our MSP has given a token."""
    host: str = a_browser(world.ours.tenant).defaults["HTTP_HOST"]
    return {"Host": host, "Authorization": f"Bearer {world.ours.token}"}


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests stay on the connection of the test, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def described(world: World, machine: dict[str, str]) -> Operations:
    """Every operation, as the API describes itself."""
    document = a_browser(world.ours.tenant).get("/api/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    found: Any = schema.get_all_operations()  # Any: each may be a fault of the description
    return {one.ok().definition.raw["operationId"]: one.ok() for one in found}


def test_every_operation_is_tried(described: Operations) -> None:
    assert set(described) == {*OPERATIONS, *OF_ACCESS}


@pytest.mark.parametrize("mode", EXAMPLES, ids=lambda one: one.name.lower())
@pytest.mark.parametrize("name", [*OPERATIONS, *OF_ACCESS])
def test_it_answers_as_described_and_tells_nothing_foreign(
    name: str,
    mode: GenerationMode,
    described: Operations,
    machine: dict[str, str],
    planted: Planted,
) -> None:
    ids = st.sampled_from(list(known_ids(planted)))
    wished = st.fixed_dictionaries(dict.fromkeys(sorted(IDS), ids))
    statuses = set()

    @settings(STEADY, max_examples=EXAMPLES[mode] if name in OPERATIONS else FEW)
    @given(case=described[name].as_strategy(generation_mode=mode), wished=wished)
    def ask(case: Case[Any], wished: dict[str, dict[str, str]]) -> None:
        fill(case, wished)
        response = case.call(headers=machine)
        case.validate_response(response, checks=CHECKS, headers=machine)
        statuses.add(response.status_code)
        words = planted.strangers(response.content, allowed=ALLOWED)
        assert not words, f"{response.status_code} shows {sorted(words)}"
        if response.status_code >= 400:
            assert response.headers["content-type"] == [MEDIA_TYPE]

    with one_connection():
        ask()
    assert statuses & {200, 201} or mode is GenerationMode.NEGATIVE or name in OF_ACCESS


def known_ids(planted: Planted) -> Iterator[dict[str, str]]:
    """For each field the row it means: ours, another client's, another MSP's, nobody's."""
    for party in "112b":
        yield {name: guess(name, planted, party, "/api/") for name in IDS}
    yield dict.fromkeys(IDS, str(new_id()))


def fill(case: Case[Any], wished: dict[str, dict[str, str]]) -> None:
    """Put ids that mean something where a well-formed id stands."""
    for place in (case.path_parameters, case.query, case.body):
        if isinstance(place, dict):
            for name in IDS & place.keys():
                if is_id(place[name]):
                    place[name] = wished[name][name]


def is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
