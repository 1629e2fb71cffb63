"""A directory that is read at Microsoft: people come, change and go as they would by SCIM."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from portico.core.access.actors import Reach
from portico.core.access.permissions import NotVisible
from portico.core.access.tests.factories import a_client
from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import somebody
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_contact
from portico.core.provisioning.actions.connections import make_connection, switch_connection
from portico.core.provisioning.jobs import read_source
from portico.core.provisioning.models import GraphSource, ScimConnection, ScimGroup, SyncLine
from portico.core.provisioning.permissions import MANAGE
from portico.core.roles.models import Grant, Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import open_text
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope, staff_scope

from .. import queries
from ..actions.connections import NeedsAdmin, map_group
from ..actions.source import remove_source, set_source
from ..graph import Reader
from ..rules_graph import Reading
from .factories import TESTS
from .microsoft import Microsoft, running_microsoft

pytestmark = pytest.mark.spec("S2.8.2b")
FORM = {"directory": "acme.example", "client": "our-app", "secret": "s3cret", "groups": ""}


@pytest.fixture
def microsoft(settings: Any) -> Iterator[Microsoft]:
    with running_microsoft() as found:
        settings.OUTBOUND_ALLOWED = (ip_network("127.0.0.0/8"),)
        settings.MICROSOFT_SIGN_IN_URL = settings.MICROSOFT_GRAPH_URL = found.base
        for key, name in (("1", "Ada"), ("2", "Bob"), ("3", "Cleo")):
            found.add(key, name)
        found.add("4", "Guest", userType="Guest")
        yield found


@pytest.fixture
def connection(tenant: Tenant, bakery: Company) -> ScimConnection:
    with scope(staff_scope(tenant.pk)):
        row = make_connection(TESTS, bakery, name="Entra", kind=ScimConnection.Kind.ENTRA).row
        return switch_connection(TESTS, row, state=ScimConnection.State.ACTIVE)


def set_up(tenant: Tenant, connection: ScimConnection, **more: str) -> int:
    """On the page; then the job reads."""
    path = f"/staff/provisioning/{connection.pk}/"
    answer = somebody(tenant, MANAGE).post(f"{path}source/", FORM | more)
    read(tenant)
    return answer.status_code


def read(tenant: Tenant) -> str:
    """The problem, if there was one."""
    with scope(staff_scope(tenant.pk)):
        source = GraphSource.objects.get()
        read_source(graphsource=str(source.pk))
        source.refresh_from_db()
        return source.problem


def inside(tenant: Tenant) -> list[str]:
    with scope(staff_scope(tenant.pk)):
        return sorted(Contact.objects.with_access().values_list("name", flat=True))


def test_people_come_change_and_go_and_guests_never_come(
    tenant: Tenant, bakery: Company, connection: ScimConnection, microsoft: Microsoft
) -> None:
    with scope(staff_scope(tenant.pk)):
        by_hand = a_contact(bakery, "Hanna Hand", email="hanna@client.example")
        was_here = a_contact(bakery, "Ada Before", email="ada@client.example")
    assert set_up(tenant, connection) == 302
    everybody = ["Ada Example", "Bob Example", "Cleo Example", "Hanna Hand"]
    assert inside(tenant) == everybody
    with scope(staff_scope(tenant.pk)):
        was_here.refresh_from_db()
        assert (was_here.name, was_here.title) == ("Ada Example", "Baker")
        source = GraphSource.objects.get()
        assert b"s3cret" not in bytes(source.secret)
        assert open_text(source, "secret", source.secret) == "s3cret"
        lines = SyncLine.objects.count()
        ada = signed_in_client(was_here)

    assert read(tenant) == ""
    with scope(staff_scope(tenant.pk)):
        assert SyncLine.objects.count() == lines  # what has not changed is left alone
    microsoft.people["2"]["accountEnabled"] = False
    microsoft.people["3"]["displayName"] = "Cleo Clever"
    del microsoft.people["1"]
    assert read(tenant) == ""
    assert inside(tenant) == ["Cleo Clever", "Hanna Hand"]
    assert ada.get("/portal/").status_code == 302
    with scope(staff_scope(tenant.pk)):
        by_hand.refresh_from_db()
        assert by_hand.access == Contact.Access.ACTIVE


def test_a_group_says_who_may_come_and_may_give_a_role(
    tenant: Tenant, connection: ScimConnection, microsoft: Microsoft
) -> None:
    microsoft.groups = {"portal-people": ["1", "2"]}
    assert set_up(tenant, connection, groups="portal-people") == 302
    assert inside(tenant) == ["Ada Example", "Bob Example"]
    with scope(staff_scope(tenant.pk)):
        group = ScimGroup.objects.get(name="Group portal-people")
        map_group(TESTS, connection, group=group, role=Role.objects.get(key="manager"))
    microsoft.groups["portal-people"] = ["2", "3"]
    assert read(tenant) == ""
    assert inside(tenant) == ["Bob Example", "Cleo Example"]
    with scope(staff_scope(tenant.pk)):
        held = Grant.objects.filter(role__key="manager", contact__name="Cleo Example")
        assert held.exists()


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"status": 403}, "rights"),
        ({"status": 500}, "away"),
        ({"leads_to": "https://evil.example"}, "broken"),
        ({"people": {}}, ""),
        ({"groups": {}}, "no_group"),
    ],
)
def test_what_cannot_be_read_shuts_nobody_out(
    tenant: Tenant,
    connection: ScimConnection,
    microsoft: Microsoft,
    wrong: dict[str, Any],
    problem: str,
) -> None:
    microsoft.groups = {"all": ["1", "2", "3"]}
    set_up(tenant, connection, groups="all" if "groups" in wrong else "")
    before = inside(tenant)
    for name, value in wrong.items():
        setattr(microsoft, name, value)

    assert read(tenant) == problem
    assert inside(tenant) == (before if problem else [])


def test_a_directory_that_knows_hardly_anybody_is_not_believed(
    tenant: Tenant, connection: ScimConnection, microsoft: Microsoft
) -> None:
    for number in range(12):
        microsoft.add(f"n{number}", f"Nora{number}")
    set_up(tenant, connection)
    before = inside(tenant)
    microsoft.people = {"1": microsoft.people["1"]}

    assert read(tenant) == "too_many_gone"
    assert inside(tenant) == before


@pytest.mark.parametrize("deed", ["switched off", "pointed elsewhere", "removed"])
def test_what_is_decided_while_it_is_read_counts(
    tenant: Tenant,
    connection: ScimConnection,
    microsoft: Microsoft,
    monkeypatch: pytest.MonkeyPatch,
    deed: str,
) -> None:
    set_up(tenant, connection)
    before, whole = inside(tenant), Reader.read
    other: dict[str, Any] = {"directory": "x.example", "client": "x", "secret": "x", "groups": []}

    def slow(reader: Reader) -> Reading:
        found = whole(reader)
        with scope(staff_scope(tenant.pk)):
            match deed:
                case "switched off":
                    switch_connection(TESTS, connection, state=ScimConnection.State.OFF)
                case "pointed elsewhere":
                    set_source(TESTS, connection, **other)
                case _:
                    remove_source(TESTS, connection)
        return found

    monkeypatch.setattr(Reader, "read", slow)
    microsoft.add("9", "Mallory")
    del microsoft.people["1"]
    with scope(staff_scope(tenant.pk)):
        read_source(graphsource=str(GraphSource.objects.get().pk))

    assert inside(tenant) == before


def test_a_wrong_secret_is_said_and_another_place_needs_its_own(
    tenant: Tenant, connection: ScimConnection, microsoft: Microsoft
) -> None:
    assert set_up(tenant, connection, secret="wrong") == 302
    assert read(tenant) == "sign_in"
    page = f"/staff/provisioning/{connection.pk}/"
    desk = somebody(tenant, MANAGE, name="Desk")
    assert "does not accept directory" in desk.get(page).text
    moved = FORM | {"directory": "evil.example", "secret": ""}
    assert desk.post(f"{page}source/", moved).status_code == 422
    for strange in ("acme.example/../x", "https://evil.example", "a b"):
        assert desk.post(f"{page}source/", FORM | {"directory": strange}).status_code == 422
        assert desk.post(f"{page}source/", FORM | {"groups": strange}).status_code == 422
    desk.post(f"{page}source/", {"remove": "1"})
    with scope(staff_scope(tenant.pk)):
        assert not GraphSource.objects.exists()


def test_a_clients_it_points_no_live_connection_elsewhere(
    tenant: Tenant, bakery: Company, connection: ScimConnection
) -> None:
    it = a_client(bakery.pk, MANAGE, reach=Reach.COMPANY)
    stranger = a_client(new_id(), MANAGE, reach=Reach.COMPANY)
    with scope(staff_scope(tenant.pk)):
        with pytest.raises(NeedsAdmin):
            set_source(it, connection, directory="x.example", client="x", secret="x", groups=[])
        with pytest.raises(NotVisible):
            queries.connection(stranger, connection.pk)
        switch_connection(TESTS, connection, state=ScimConnection.State.DRY_RUN)
        connection.refresh_from_db()
        made = set_source(it, connection, directory="x.example", client="x", secret="x", groups=[])
        assert made.client == "x"
