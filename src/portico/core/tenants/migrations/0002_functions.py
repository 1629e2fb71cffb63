"""What may be asked before, or beside, the policies: the tenant of a host, and numbers."""

from django.db import migrations

from portico.kernel.postgres.functions import definer

BEFORE_ANY_SCOPE = ("portico_app",)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        definer(
            "tenant_of_host(host text)",
            "SETOF tenants_tenant",
            """SELECT t.* FROM tenants_host h JOIN tenants_tenant t ON t.id = h.tenant_id
               WHERE h.name = host AND t.status = 'active'""",
            to=BEFORE_ANY_SCOPE,
        ),
        definer(
            "tenant_ids()",
            "SETOF uuid",
            "SELECT id FROM tenants_tenant WHERE status = 'active' ORDER BY id",
            to=BEFORE_ANY_SCOPE,
        ),
        definer(
            "has_tenants()",
            "boolean",
            "SELECT EXISTS (SELECT FROM tenants_tenant)",
            to=BEFORE_ANY_SCOPE,
        ),
        definer(
            "next_number(wanted text)",
            "bigint",
            """INSERT INTO tenants_counter (tenant_id, id, kind, last)
               VALUES (current_setting('portico.tenant')::uuid, gen_random_uuid(), wanted, 1)
               ON CONFLICT (tenant_id, kind) DO UPDATE SET last = tenants_counter.last + 1
               RETURNING last""",
            volatile=True,
        ),
    ]
