"""The attacks that row-level security, grants and keys have to stand, against our own tables."""

from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import errors
from tools.testbed import Testbed

from portico.core.people.models import Company
from portico.features.tickets.models import Status, Ticket
from portico.kernel.ids import new_id
from portico.kernel.postgres.protect import protected_models, wanted
from portico.kernel.tenancy import (
    NoTenant,
    Scope,
    become,
    door_scope,
    scope,
    staff_scope,
)
from portico.kernel.writes import writing

from .conftest import address_at
from .logins import COUNT, Login, as_client, at_desk, fail, one, subjects, told
from .world import World

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.spec("S0.1.1", "S1.5.4", "S1.5.5", "G1"),
]
TABLES = sorted(model._meta.db_table for model in protected_models())


# ---- no context, old context -----------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_without_a_scope_no_table_can_be_read(app: Login, table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(f"SELECT FROM {table}".encode())


@pytest.mark.parametrize("role", ["portico_staff", "portico_portal"])
def test_a_role_without_a_tenant_gets_an_error_not_an_empty_page(app: Login, role: str) -> None:
    app.execute(f"SET LOCAL ROLE {role}".encode())
    with pytest.raises(errors.UndefinedObject):
        one(app, COUNT)


def test_nothing_of_a_scope_outlives_its_transaction(app: Login, world: World) -> None:
    assert one(told(app, at_desk(world)), COUNT) == 7
    app.commit()
    with pytest.raises(errors.InsufficientPrivilege):
        one(app, COUNT)
    app.rollback()
    app.execute(b"SET LOCAL ROLE portico_staff")
    with pytest.raises(errors.InvalidTextRepresentation):
        one(app, COUNT)


def test_queries_outside_a_scope_do_not_even_start(world: World) -> None:
    with pytest.raises(NoTenant):
        Ticket.objects.count()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(COUNT)


# ---- scopes inside scopes --------------------------------------------------------------------


def test_scopes_nest_and_come_back(world: World) -> None:
    with scope(at_desk(world)):
        assert subjects() == 7
        with scope(staff_scope(world.theirs.id)):
            assert subjects() == 3
        assert subjects() == 7


def test_an_exception_inside_brings_the_outer_scope_back(world: World) -> None:
    with scope(at_desk(world)):
        with pytest.raises(ZeroDivisionError), scope(staff_scope(world.theirs.id)):
            raise ZeroDivisionError
        assert subjects() == 7
        with pytest.raises(DatabaseError), scope(staff_scope(world.theirs.id)):
            fail()
        assert subjects() == 7


def test_a_savepoint_that_is_rolled_back_keeps_the_scope(world: World) -> None:
    with scope(at_desk(world)):
        with pytest.raises(IntegrityError), transaction.atomic(), writing("people"):
            Company.objects.create(pk=world.ours.cast.bluebird.pk, name="Again")
        assert subjects() == 7


def test_somebody_found_at_the_door_sees_only_their_company(world: World) -> None:
    with scope(door_scope(world.ours.id)):
        become(as_client(world))
        assert subjects() == 2
    with pytest.raises(DatabaseError):
        subjects()


# ---- writing across --------------------------------------------------------------------------


WRITES: dict[str, str | None] = {
    "UPDATE people_company SET name = 'x' WHERE tenant_id = %(theirs)s": None,
    "DELETE FROM tickets_internalnote WHERE tenant_id = %(theirs)s": None,
    "UPDATE people_company SET tenant_id = %(theirs)s": "row-level security",
    "INSERT INTO people_team (tenant_id, id, name, position) VALUES (%(theirs)s, %(id)s, 'x', 1)":
    "row-level security",
    "INSERT INTO people_team (tenant_id, id, name, position)"
    " SELECT t, gen_random_uuid(), 'x', 1 FROM unnest(ARRAY[%(ours)s, %(theirs)s]::uuid[]) t":
    "row-level security",
    "UPDATE tenants_tenant SET name = 'x' WHERE id = %(theirs)s": None,
    "UPDATE people_site SET company_id = %(company)s; SET CONSTRAINTS ALL IMMEDIATE": "foreign key",
}  # fmt: skip


@pytest.mark.parametrize("statement", WRITES)
def test_the_desk_writes_nothing_of_another_tenant(
    world: World, servers: Testbed, statement: str
) -> None:
    values = {
        "ours": world.ours.id,
        "theirs": world.theirs.id,
        "company": world.theirs.cast.bluebird.pk,
        "id": new_id(),
    }
    with psycopg.connect(address_at(servers.app), cursor_factory=psycopg.ClientCursor) as app:
        told(app, at_desk(world))
        if refusal := WRITES[statement]:
            with pytest.raises(psycopg.Error, match=refusal):
                app.execute(statement.encode(), values)
        else:
            assert app.execute(statement.encode(), values).rowcount == 0
        app.rollback()


def test_bulk_and_upserts_stay_inside(world: World) -> None:
    theirs = world.theirs
    stranger = Company(tenant_id=theirs.id, name="Smuggled")
    refused = pytest.raises(DatabaseError, match="row-level security")
    with refused, scope(at_desk(world)), writing("people"):
        Company.objects.bulk_create([stranger])
    row = theirs.cast.bluebird
    row.name = "Taken over"
    with pytest.raises(Company.NotUpdated), scope(at_desk(world)), writing("people"):
        row.save(force_update=True)
    with scope(at_desk(world)), writing("people"):
        assert Company.objects.bulk_update([row], ["name"]) == 0
        assert Company.objects.filter(pk=row.pk).delete()[0] == 0
        assert Company._base_manager.filter(pk=row.pk).count() == 0


def test_a_foreign_key_cannot_reach_into_another_tenant(world: World) -> None:
    with pytest.raises(IntegrityError), scope(at_desk(world)), writing("*"):
        Ticket.objects.filter(pk=world.ours.of_bea.pk).update(
            status_id=_status_of(world.theirs.id, world)
        )


def _status_of(tenant: UUID, world: World) -> UUID:
    with scope(staff_scope(tenant)):
        return Status.objects.values_list("pk", flat=True)[0]


def test_the_same_id_in_two_tenants_tells_nothing(app: Login, world: World) -> None:
    """A taken id of somebody else is free here: no key is an oracle."""
    told(app, at_desk(world))
    theirs = world.theirs.cast.bluebird.pk
    app.execute(
        "INSERT INTO people_team (tenant_id, id, name, position) VALUES (%s, %s, 'x', 1)",
        [world.ours.id, theirs],
    )


# ---- climbing out ----------------------------------------------------------------------------


REFUSED = [
    "TRUNCATE tickets_ticket CASCADE",
    "SET ROLE portico_owner",
    "SET ROLE portico_gate",
    "SET SESSION AUTHORIZATION portico_owner",
    "SET LOCAL row_security = off; SELECT count(*) FROM tickets_ticket",
    "ALTER TABLE tickets_ticket DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY staff ON tickets_ticket",
    "CREATE POLICY mine ON tickets_ticket USING (true)",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION ctx.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT * FROM procrastinate_jobs",
    "SELECT ctx.tenant_ids()",
    "SELECT * FROM ctx.tenant_of_host('x')",
    "DELETE FROM journal_entry",
    "UPDATE journal_entry SET name = 'x'",
    "DROP TABLE tickets_ticket",
]


@pytest.mark.parametrize("role", ["staff", "portal", "door"])
@pytest.mark.parametrize("statement", REFUSED)
def test_no_role_climbs_out(app: Login, world: World, role: str, statement: str) -> None:
    scopes = {
        "staff": at_desk(world),
        "portal": as_client(world),
        "door": door_scope(world.ours.id),
    }
    told(app, scopes[role])
    *before, refused = statement.split("; ")
    for harmless in before:
        app.execute(harmless.encode())
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(refused.encode())


def test_copy_shows_no_more_and_takes_nothing(app: Login, world: World) -> None:
    told(app, at_desk(world))
    with app.cursor().copy(b"COPY tickets_ticket (subject) TO STDOUT") as rows:
        assert b"".join(bytes(row) for row in rows).count(b"\n") == 7
    refused = pytest.raises(errors.FeatureNotSupported)
    command = b"COPY people_team (tenant_id, id, name, position) FROM STDIN"
    with refused, app.cursor() as cursor, cursor.copy(command) as taken:
        taken.write_row((str(world.theirs.id), str(new_id()), "x", 1))


def test_statistics_tell_nothing(app: Login, world: World, servers: Testbed) -> None:
    with psycopg.connect(address_at(servers.owner), autocommit=True) as owner:
        owner.execute("ANALYZE tickets_ticket")
    told(app, at_desk(world))
    assert one(app, "SELECT count(*) FROM pg_stats WHERE tablename = 'tickets_ticket'") == 0


def test_the_owner_sees_all_so_that_migrations_do_not_miss_rows(
    world: World, servers: Testbed
) -> None:
    with psycopg.connect(address_at(servers.owner)) as owner:
        assert one(owner, COUNT) == 10


# ---- the portal ------------------------------------------------------------------------------


def test_a_client_sees_its_company_only(app: Login, world: World) -> None:
    told(app, as_client(world))
    companies = app.execute("SELECT DISTINCT company_id FROM tickets_ticket").fetchall()
    assert companies == [(world.ours.cast.bluebird.pk,)]
    assert one(app, "SELECT count(*) FROM people_company") == 1


def test_the_portal_without_a_company_gets_an_error(app: Login, world: World) -> None:
    bare = Scope(as_client(world).role, world.ours.id)
    with pytest.raises(errors.InvalidTextRepresentation):
        one(told(app, bare), COUNT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tickets_ticket SET company_id = %s",
        (
            "INSERT INTO tickets_participant"
            " (tenant_id, id, ticket_id, company_id, contact_id, part)"
            " SELECT tenant_id, gen_random_uuid(), id, %s, contact_id, 'follower'"
            " FROM tickets_ticket"
        ),
    ],
)
def test_a_client_writes_nothing_for_another_company(
    app: Login, world: World, statement: str
) -> None:
    told(app, as_client(world))
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        app.execute(statement.encode(), [world.ours.cast.otto.company_id])


CLOSED_TO_CLIENTS = [
    "tickets_internalnote", "tickets_notefile", "tickets_pendingreply",
    "journal_entry", "journal_personal", "journal_seal", "journal_keeping",
    "people_staffuser", "people_team", "people_teammember", "people_person", "people_personemail",
    "people_portalswitch", "identity_staffsession", "identity_staffsecret", "identity_stafflink",
    "identity_recoverycode", "identity_apitoken", "identity_loginrequest", "identity_bucket",
    "identity_challenge", "identity_personsecret", "identity_personcode",
    "identity_personpasskey", "identity_staffpasskey", "identity_signinpolicy",
    "federation_usedassertion", "invitations_campaign", "invitations_recipient",
    "joining_campaign", "joining_campaignline", "joining_linktoken", "joining_portallinkuse",
    "joining_membershipmove", "directory_companyfigures", "directory_savedview",
    "verification_pintries", "verification_demands", "viewing_viewingrule",
    "log_alert", "log_weeklymail", "roles_guest", "notices_held",
    "mail_message", "mail_mailthread", "mail_mailserver", "mail_mailtest", "mail_outage",
    "jobs_failedjob", "roles_staffgrant", "search_entry", "tenants_host", "tenants_counter",
]  # fmt: skip


@pytest.mark.parametrize("table", CLOSED_TO_CLIENTS)
def test_a_client_may_not_read(app: Login, world: World, table: str) -> None:
    told(app, as_client(world))
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(f"SELECT FROM {table}".encode())


def test_a_client_sees_only_its_own_sessions(app: Login, world: World) -> None:
    told(app, as_client(world))
    assert one(app, "SELECT count(*) FROM identity_portalsession") == 0


AT_THE_DOOR = {"identity", "people", "roles", "tenants", "journal", "mail"}
# Of these the door has no more than the ways in themselves: links, invitations, other houses.
ALSO_AT_THE_DOOR = {
    "federation_connection", "federation_verifieddomain", "federation_ssoattempt",
    "federation_subject", "federation_usedassertion",
    "invitations_invitationsettings", "invitations_invitation", "invitations_leftalone",
    "joining_portallink", "joining_linktoken", "joining_linkrecipient", "joining_portallinkuse",
    "joining_joinrequest", "joining_joinpolicy",
    "provisioning_scimconnection",
    "tokens_clienttoken", "tokens_tokenlimit",
    "viewing_viewinggrant", "viewing_viewingrule",
    "notices_choice",
}  # fmt: skip


def test_the_door_touches_only_what_signing_in_needs() -> None:
    """No ticket, no file, no search: whoever is not signed in reaches none of them.

    Of notices it has the choices, since the link in a mail stops a type without a session.
    """
    open_ = {table.table for table in wanted() if table.grants["portico_door"]}
    assert {table for table in open_ if table.split("_")[0] not in AT_THE_DOOR} == ALSO_AT_THE_DOOR
    may_read = {one.table for one in wanted() if "SELECT" in one.grants["portico_door"]}
    assert not {table for table in may_read if table.startswith(("journal_", "mail_"))}
