"""The few functions that see more than their caller; all of them live in the schema `ctx`.

They are owned by `portico_gate`, which has a policy on exactly the tables they read
(`Isolation.gate`), and they read the tenant from the context like everyone else.
"""

from collections.abc import Iterable

from django.db import migrations

from portico.kernel.tenancy import Role

EVERYONE = tuple(Role)


def definer(
    signature: str, returns: str, body: str, *, to: Iterable[str] = EVERYONE, volatile: bool = False
) -> migrations.RunSQL:
    """A migration step that makes (or replaces) `ctx.<signature>`, callable by the roles `to`.

    `signature` names and types the arguments, as in ``"next_number(kind text)"``; `body` is
    static SQL. Callers besides the three roles: ``"portico_app"``, before there is a scope.
    """
    name = signature.split("(", 1)[0]
    kind = "VOLATILE" if volatile else "STABLE"
    roles = ", ".join(to)
    return migrations.RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION ctx.{signature} RETURNS {returns}
          LANGUAGE sql {kind} SECURITY DEFINER SET search_path = public, ctx, pg_temp
          AS $body$ {body} $body$;
        DO $$ DECLARE f regprocedure; BEGIN
          FOR f IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                   WHERE n.nspname = 'ctx' AND p.proname = '{name}' LOOP
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {roles}', f);
            EXECUTE format('ALTER FUNCTION %s OWNER TO portico_gate', f);
          END LOOP;
        END $$;
        """,  # noqa: S608  parts of migrations, written by developers
        reverse_sql=migrations.RunSQL.noop,
    )
