"""Make the policies and grants of the database what the models declare.

`wanted()` derives them from each model's `isolation`; `reconcile()` changes only what differs,
as the owner, at the end of every migrate. `check.py` compares the two and never changes anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Model

from .isolation import DEFAULT, Isolation, Kind

TENANT = "(tenant_id = (current_setting('portico.tenant'::text))::uuid)"
ROLES = ("portico_staff", "portico_portal", "portico_door", "portico_gate")
POLICY = {role: role.removeprefix("portico_") for role in ROLES}


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy: `expression` is written the way PostgreSQL prints it back."""

    table: str
    role: str
    expression: str

    @property
    def name(self) -> str:
        return POLICY[self.role]


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that the three roles and the gate may do with one table."""

    table: str
    rules: tuple[Rule, ...]
    grants: dict[str, frozenset[str]]


def isolation_of(model: type[Model]) -> Isolation:
    return getattr(model, "isolation", DEFAULT)


def protected_models() -> Iterator[type[Model]]:
    """Every model whose table has a tenant, or says itself how it is isolated."""
    for model in apps.get_models():
        columns = {field.column for field in model._meta.local_concrete_fields}
        if model._meta.managed and ("tenant_id" in columns or hasattr(model, "isolation")):
            yield model


def wanted() -> list[Wanted]:
    return [_wanted(model) for model in protected_models()]


def _wanted(model: type[Model]) -> Wanted:
    table, isolation = model._meta.db_table, isolation_of(model)
    columns = {field.column for field in model._meta.local_concrete_fields}
    tenant = TENANT if "tenant_id" in columns else TENANT.replace("tenant_id", "id")
    verbs = {
        "portico_staff": isolation.staff,
        "portico_portal": isolation.portal,
        "portico_door": isolation.door,
        "portico_gate": isolation.gate,
    }
    expressions = {
        "portico_staff": tenant,
        "portico_portal": _portal(isolation, tenant),
        "portico_door": tenant,
        "portico_gate": "true",
    }
    return Wanted(
        table,
        tuple(Rule(table, role, expressions[role]) for role in ROLES if verbs[role]),
        {role: _verbs(verbs[role]) for role in ROLES},
    )


def _verbs(text: str) -> frozenset[str]:
    return frozenset(filter(None, (verb.strip() for verb in text.split(","))))


def _portal(isolation: Isolation, tenant: str) -> str:
    match isolation.kind:
        case Kind.COMPANY:
            also = _equals(isolation.column, "portico.company")
        case Kind.OWN:
            also = _equals(isolation.column, "portico.contact")
        case _:
            also = isolation.when
    return f"({tenant} AND {also})" if also else tenant


def _equals(column: str, setting: str) -> str:
    return f"({column} = (current_setting('{setting}'::text))::uuid)"


def reconcile() -> list[str]:
    """Bring policies and grants in line; returns the statements that were needed."""
    statements = [s for table in wanted() for s in _differences(table)]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return statements


def _differences(table: Wanted) -> Iterator[str]:
    there = policies_of(table.table)
    if "owner" not in there:
        yield f'ALTER TABLE "{table.table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table.table}" FORCE ROW LEVEL SECURITY'
        yield (
            f'CREATE POLICY owner ON "{table.table}" TO portico_owner '
            "USING (true) WITH CHECK (true)"
        )
    for role in ROLES:
        name = POLICY[role]
        rule = next((rule for rule in table.rules if rule.role == role), None)
        if rule and there.get(name) != (role, rule.expression):
            yield f'DROP POLICY IF EXISTS {name} ON "{table.table}"'
            yield (
                f'CREATE POLICY {name} ON "{table.table}" TO {role} '
                f"USING ({rule.expression}) WITH CHECK ({rule.expression})"
            )
        if rule is None and name in there:
            yield f'DROP POLICY {name} ON "{table.table}"'
        yield from _grant_differences(table, role)


def _grant_differences(table: Wanted, role: str) -> Iterator[str]:
    have, want = grants_of(table.table, role), table.grants[role]
    if have - want:
        yield f'REVOKE {", ".join(sorted(have - want))} ON "{table.table}" FROM {role}'
    if want - have:
        yield f'GRANT {", ".join(sorted(want - have))} ON "{table.table}" TO {role}'


def policies_of(table: str) -> dict[str, tuple[str, str]]:
    """Name → (role, expression) of the permissive policies whose two expressions agree."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT policyname, array_to_string(roles, ','), qual, with_check, permissive, cmd
               FROM pg_policies WHERE schemaname = 'public' AND tablename = %s""",
            [table],
        )
        return {
            name: (roles, qual if (qual, kind, cmd) == (check, "PERMISSIVE", "ALL") else "?")
            for name, roles, qual, check, kind, cmd in cursor.fetchall()
        }


def grants_of(table: str, role: str) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace = 'public'::regnamespace AND c.relname = %s
                 AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = %s)""",
            [table, role],
        )
        return frozenset(verb for (verb,) in cursor.fetchall())
