"""Making and suspending tenants: outside any scope, so never with a session's rights."""

from django.db import migrations

from portico.kernel.postgres.functions import definer

BEFORE_ANY_SCOPE = ("portico_app",)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_functions")]

    operations = [
        definer(
            "make_tenant(row_data jsonb, host_id uuid, host text, only_first boolean)",
            "SETOF uuid",
            """WITH made AS (
                 INSERT INTO tenants_tenant
                 SELECT * FROM jsonb_populate_record(NULL::tenants_tenant, row_data)
                 WHERE NOT only_first OR NOT EXISTS (SELECT FROM tenants_tenant)
                 RETURNING id)
               INSERT INTO tenants_host (id, tenant_id, name, is_primary)
               SELECT host_id, made.id, lower(host), true FROM made
               RETURNING tenant_id""",
            to=BEFORE_ANY_SCOPE,
            volatile=True,
        ),
        definer(
            "set_tenant_status(tenant uuid, wanted text)",
            "bigint",
            """WITH done AS (
                 UPDATE tenants_tenant SET status = wanted WHERE id = tenant RETURNING 1)
               SELECT count(*) FROM done""",
            to=BEFORE_ANY_SCOPE,
            volatile=True,
        ),
        definer(
            "tenants()",
            "TABLE (id uuid, slug text, name text, status text)",
            "SELECT id, slug::text, name::text, status::text FROM tenants_tenant ORDER BY name",
            to=BEFORE_ANY_SCOPE,
        ),
    ]
