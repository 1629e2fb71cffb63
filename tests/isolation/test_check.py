"""`portico check isolation` finds nothing in our schema, and every fault that we could make."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tools.testbed import Testbed

from portico.kernel.postgres import check, protect

from .canaries import Owner
from .conftest import connected

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S1.5.4", "G1")]

TABLE = (
    "CREATE TABLE planted (tenant_id uuid NOT NULL, id uuid NOT NULL, name text, other uuid,"
    " PRIMARY KEY (tenant_id, id)); "
    "ALTER TABLE planted ENABLE ROW LEVEL SECURITY; ALTER TABLE planted FORCE ROW LEVEL SECURITY; "
)

FAULTS = {
    "has a tenant but its row-level security is not forced": [
        "CREATE TABLE planted (tenant_id uuid NOT NULL, id uuid NOT NULL)",
        TABLE + "ALTER TABLE planted NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tickets_ticket DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE tenants_tenant NO FORCE ROW LEVEL SECURITY",
    ],
    "has no tenant and is not in the allow-list": ["CREATE TABLE planted (id uuid)"],
    "is a partition that an app role may touch": [
        (
            "CREATE TABLE planted (tenant_id uuid, id uuid) PARTITION BY HASH (id);"
            "CREATE TABLE part PARTITION OF planted FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
            "GRANT SELECT ON part TO portico_staff"
        )
    ],
    "is a unique key without the tenant": [
        TABLE + "CREATE UNIQUE INDEX planted_name ON planted (name)",
        TABLE + "CREATE UNIQUE INDEX planted_name ON planted (name, tenant_id)",
        "ALTER TABLE tickets_ticket ADD UNIQUE (number)",
    ],
    "is an index that does not begin with the tenant": [
        TABLE + "CREATE INDEX planted_name ON planted (name)"
    ],
    "is a foreign key to a tenant's table that leaves the tenant out": [
        TABLE + "CREATE UNIQUE INDEX planted_id ON planted (id);"
        "ALTER TABLE planted ADD FOREIGN KEY (other) REFERENCES planted (id)",
        TABLE + "ALTER TABLE planted ADD owner_id uuid;"
        "ALTER TABLE planted ADD FOREIGN KEY (other, tenant_id) REFERENCES planted (tenant_id, id)",
    ],
    "is a policy that restricts or asks other tables": [
        TABLE + "CREATE POLICY p ON planted AS RESTRICTIVE TO portico_staff USING (true)",
        TABLE + "CREATE POLICY p ON planted TO portico_staff"
        " USING (EXISTS (SELECT FROM tenants_host))",
    ],
    "is a view that runs as its owner": [
        "CREATE VIEW planted AS SELECT * FROM tickets_ticket",
        "CREATE VIEW planted WITH (security_invoker = false) AS SELECT * FROM tickets_ticket",
    ],
    "is a materialised view": ["CREATE MATERIALIZED VIEW planted AS SELECT * FROM tickets_ticket"],
    "is a definer function outside the schema ctx": [
        "CREATE FUNCTION planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    ],
    "is a function in ctx that portico_gate does not own": [
        (
            "CREATE FUNCTION ctx.planted() RETURNS int LANGUAGE sql AS 'SELECT 1';"
            "REVOKE ALL ON FUNCTION ctx.planted() FROM PUBLIC"
        )
    ],
    "is a function in ctx that anybody may call": [
        "CREATE FUNCTION ctx.planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "GRANT EXECUTE ON FUNCTION ctx.tenant_ids() TO PUBLIC",
    ],
    "is a function in ctx that looks things up wherever its caller says": [
        "ALTER FUNCTION ctx.tenant_ids() RESET search_path"
    ],
    "is a role of the app with too much power": [
        "ALTER ROLE portico_staff BYPASSRLS",
        "ALTER ROLE portico_app CREATEROLE",
        "CREATE TABLE planted (id int); ALTER TABLE planted OWNER TO portico_gate",
    ],
    "is a member of a role that it should not be in": [
        "GRANT portico_staff TO portico_portal",
        "GRANT portico_owner TO portico_app",
        "GRANT portico_gate TO portico_app",
    ],
    "may be emptied or referenced by an app role": [
        "GRANT TRUNCATE ON tickets_ticket TO portico_staff",
        "GRANT TRIGGER ON tickets_ticket TO portico_portal",
        "GRANT REFERENCES ON tickets_ticket TO portico_door",
    ],
    "is open to PUBLIC": ["GRANT SELECT ON tenants_host TO PUBLIC"],
    "is open to an app role by column": [
        "GRANT SELECT (body) ON tickets_internalnote TO portico_portal",
        "GRANT UPDATE (name) ON people_company TO portico_portal",
    ],
    "is a trigger or a rule on a tenant's table": [
        TABLE + "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';"
        "CREATE TRIGGER t BEFORE INSERT ON planted EXECUTE FUNCTION planted()",
        TABLE + "CREATE RULE r AS ON UPDATE TO planted DO INSTEAD NOTHING",
    ],
    "has not exactly the declared policy staff": [
        "DROP POLICY staff ON tickets_ticket",
        "ALTER POLICY staff ON tickets_ticket USING (true)",
        "ALTER POLICY staff ON tickets_ticket TO portico_staff, portico_portal",
        "ALTER POLICY staff ON tickets_ticket WITH CHECK (true)",
    ],
    "has not exactly the declared policy owner": ["DROP POLICY owner ON tickets_ticket"],
    "has not exactly the declared policy portal": [
        "CREATE POLICY portal ON tickets_internalnote TO portico_portal USING (true)",
        (
            "DROP POLICY portal ON tickets_ticket; CREATE POLICY portal ON tickets_ticket"
            " TO portico_portal USING (tenant_id = current_setting('portico.tenant')::uuid)"
        ),
    ],
    "has not exactly the declared policy more": [
        "CREATE POLICY more ON tickets_ticket TO portico_portal USING (true)"
    ],
    "has not exactly the declared grants for portal": [
        "GRANT DELETE ON tickets_ticket TO portico_portal",
        "GRANT SELECT ON tickets_internalnote TO portico_portal",
    ],
    "has not exactly the declared key tickets_participant_activity": [
        "ALTER TABLE tickets_participant DROP CONSTRAINT tickets_participant_activity",
        (
            "ALTER TABLE tickets_participant DROP CONSTRAINT tickets_participant_activity,"
            " ADD CONSTRAINT tickets_participant_activity"
            " FOREIGN KEY (tenant_id, ticket_id, is_active)"
            " REFERENCES tickets_ticket (tenant_id, id, is_active) ON UPDATE CASCADE NOT VALID"
        ),
    ],
    "has not exactly the declared key tickets_ticketreply_ticket_id_tenant": [
        "ALTER TABLE tickets_ticketreply DROP CONSTRAINT tickets_ticketreply_ticket_id_tenant"
    ],
    "has not exactly the declared key files_storedfile_pkey": [
        "ALTER TABLE files_storedfile DROP CONSTRAINT files_storedfile_pkey CASCADE"
    ],
    "but no model says so": [
        TABLE + "GRANT SELECT ON planted TO portico_staff",
        TABLE + "GRANT SELECT ON planted TO portico_gate",
        "GRANT SELECT ON people_person TO portico_app",
    ],
}


@contextmanager
def looking_through(admin: Owner, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The check sees what this connection has not committed."""
    for module in (check, protect):
        patch.setattr(module, "connection", admin)
    yield


def test_our_schema_has_no_fault() -> None:
    assert check.findings() == []


@pytest.mark.superuser
@pytest.mark.parametrize(
    ("fault", "statement"),
    [(fault, statement) for fault, statements in FAULTS.items() for statement in statements],
)
def test_a_planted_fault_is_found(
    servers: Testbed, fault: str, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(servers.admin) as admin, looking_through(admin, monkeypatch):
        if "ALTER ROLE" not in statement and not statement.startswith(
            ("GRANT portico", "CREATE TABLE planted (id int)")
        ):
            admin.execute("SET ROLE portico_owner")
        admin.execute(statement.encode())
        admin.execute("SET ROLE portico_app")  # the check needs no more than the app has
        found = check.findings()
        admin.execute("RESET ROLE")
    assert any(one.endswith(fault) for one in found), found


def test_every_rule_has_been_broken_once() -> None:
    assert set(check.CATALOGUE) <= set(FAULTS)
