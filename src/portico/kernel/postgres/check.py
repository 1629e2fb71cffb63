"""Ask the database itself whether tenants are kept apart: `portico check isolation`.

Every finding is one sentence about one object. No finding is the only good answer.
"""

from collections.abc import Iterator

from django.db import connection

from .backend.schema import has_tenant
from .keys import keys_of
from .protect import POLICY, ROLES, Wanted, grants_of, policies_of, protected_models, wanted

NO_TENANT = frozenset(
    {
        "django_migrations",
        "tenants_tenant",  # guarded by its own id
        "procrastinate_jobs",  # rows name their tenant; only the worker's login reads them
        "procrastinate_events",
        "procrastinate_periodic_defers",
        "procrastinate_workers",
    }
)
GLOBAL_KEYS = frozenset({"tenants_host_host_key"})  # a host name belongs to one tenant only
TAKEN_ON = ("portico_staff", "portico_portal", "portico_door")
APP = ("portico_app", "portico_gate", *TAKEN_ON)

CATALOGUE = {
    "has a tenant but its row-level security is not forced": """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition
          AND (c.relname = 'tenants_tenant' OR EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""",
    "has no tenant and is not in the allow-list": """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
          AND NOT c.relname = ANY (%(no_tenant)s)""",
    "is a partition that an app role may touch": """
        SELECT c.relname
        FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relispartition AND r.rolname = ANY (%(app)s)""",
    "is a unique key without the tenant": """
        SELECT k.relname FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
        WHERE k.relnamespace = 'public'::regnamespace AND i.indisunique
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid
               AND a.attname = 'tenant_id' AND NOT a.attisdropped AND a.attnum <> i.indkey[0])
          AND NOT k.relname = ANY (%(global_keys)s)""",
    "is an index that does not begin with the tenant": """
        SELECT k.relname FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
        JOIN pg_am m ON m.oid = k.relam AND m.amname = 'btree'
        WHERE k.relnamespace = 'public'::regnamespace
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid
               AND a.attname = 'tenant_id' AND NOT a.attisdropped AND a.attnum <> i.indkey[0])
          AND NOT k.relname = ANY (%(global_keys)s)""",
    "is a foreign key to a tenant's table that leaves the tenant out": """
        SELECT k.conrelid::regclass || '.' || k.conname FROM pg_constraint k
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.confrelid
               AND a.attname = 'tenant_id' AND NOT a.attisdropped)
          AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS pair (mine, theirs)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.mine
               JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.theirs
               WHERE a.attname = 'tenant_id' AND b.attname = 'tenant_id')""",
    "is a policy that restricts or asks other tables": """
        SELECT tablename || '.' || policyname FROM pg_policies
        WHERE schemaname = 'public' AND (permissive <> 'PERMISSIVE'
          OR coalesce(qual, '') ILIKE '%%select%%'
          OR coalesce(with_check, '') ILIKE '%%select%%')""",
    "is a view that runs as its owner": """
        SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
          AND NOT coalesce(reloptions::text, '') LIKE '%%security_invoker=true%%'""",
    "is a materialised view": """
        SELECT relname FROM pg_class
        WHERE relkind = 'm' AND relnamespace = 'public'::regnamespace""",
    "is a definer function outside the schema ctx": """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname NOT IN ('ctx', 'pg_catalog', 'information_schema')
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "is a function in ctx that portico_gate does not own": """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
        WHERE n.nspname = 'ctx' AND r.rolname <> 'portico_gate'""",
    "is a function in ctx that anybody may call": """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'ctx' AND (p.proacl IS NULL OR EXISTS (
          SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))""",
    "is a function in ctx that looks things up wherever its caller says": """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'ctx' AND p.prosecdef
          AND NOT coalesce(p.proconfig::text, '') LIKE '%%search_path=%%'""",
    "is a role of the app with too much power": """
        SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY (%(app)s) AND (
          r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR EXISTS (
          SELECT FROM pg_class c WHERE c.relowner = r.oid))""",
    "is a member of a role that it should not be in": """
        SELECT m.rolname FROM pg_auth_members am
        JOIN pg_roles m ON m.oid = am.member JOIN pg_roles r ON r.oid = am.roleid
        WHERE m.rolname = ANY (%(app)s)
          AND NOT (m.rolname = 'portico_app' AND r.rolname = ANY (%(taken_on)s))""",
    "may be emptied or referenced by an app role": """
        SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace
          AND (a.grantee = 0 OR a.grantee::regrole::text = ANY (%(app)s))
          AND a.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')""",
    "is open to an app role by column": """
        SELECT c.relname || '.' || k.attname FROM pg_class c
        JOIN pg_attribute k ON k.attrelid = c.oid, aclexplode(k.attacl) a
        WHERE c.relnamespace = 'public'::regnamespace
          AND (a.grantee = 0 OR a.grantee::regrole::text = ANY (%(app)s))""",
    "is open to PUBLIC": """
        SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
          AND a.grantee = 0""",
    "is a trigger or a rule on a tenant's table": """
        SELECT t.tgrelid::regclass || '.' || t.tgname FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
               AND a.attname = 'tenant_id' AND NOT a.attisdropped)
        UNION ALL SELECT tablename || '.' || rulename FROM pg_rules
        WHERE schemaname = 'public' AND tablename = ANY (
          SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
          WHERE c.relkind IN ('r', 'p') AND a.attname = 'tenant_id')""",
}


def findings() -> list[str]:
    """Everything in the catalogue that is not as declared; empty when tenants are kept apart."""
    declared = wanted()
    return [
        *_catalogue(),
        *(f for table in declared for f in _table(table)),
        *_keys(),
        *_undeclared(declared),
    ]


def _catalogue() -> Iterator[str]:
    values = {
        "no_tenant": list(NO_TENANT),
        "global_keys": list(GLOBAL_KEYS),
        "app": list(APP),
        "taken_on": list(TAKEN_ON),
    }
    with connection.cursor() as cursor:
        for fault, query in CATALOGUE.items():
            cursor.execute(query, values)
            yield from (f"{name} {fault}" for (name,) in cursor.fetchall())


def _table(table: Wanted) -> Iterator[str]:
    there = policies_of(table.table)
    should = {rule.name: (rule.role, rule.expression) for rule in table.rules}
    should["owner"] = ("portico_owner", "true")
    for name in sorted(should.keys() | there.keys()):
        if there.get(name) != should.get(name):
            yield f"{table.table} has not exactly the declared policy {name}"
    for role in ROLES:
        if grants_of(table.table, role) != table.grants[role]:
            yield f"{table.table} has not exactly the declared grants for {POLICY[role]}"


def _keys() -> Iterator[str]:
    """What holds rows of one tenant together, and is not in the state of Django's migrations."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
               FROM pg_constraint
               WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p')"""
        )
        there = {(table, name): definition for table, name, definition in cursor.fetchall()}
    for model in filter(has_tenant, protected_models()):
        for key in keys_of(model):
            if there.get((key.table, key.name)) != key.definition:
                yield f"{key.table} has not exactly the declared key {key.name}"


def _undeclared(declared: list[Wanted]) -> Iterator[str]:
    known = [table.table for table in declared]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, r.rolname FROM pg_class c, aclexplode(c.relacl) a
               JOIN pg_roles r ON r.oid = a.grantee
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                 AND (r.rolname = 'portico_app'
                      OR r.rolname = ANY (%s) AND NOT c.relname = ANY (%s))
                 AND c.relname NOT LIKE 'procrastinate%%'""",
            [list(APP), known],
        )
        yield from (f"{table} is open to {role} but no model says so" for table, role in cursor)
