"""Rows that come with numbers of their own, from elsewhere: count on after the highest of them."""

from django.db import migrations

from portico.kernel.postgres.functions import definer
from portico.kernel.tenancy import Role


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_datakey")]

    operations = [
        definer(
            "reserve_numbers(wanted text, up_to bigint)",
            "bigint",
            """INSERT INTO tenants_counter (tenant_id, id, kind, last)
               VALUES (current_setting('portico.tenant')::uuid, gen_random_uuid(), wanted, up_to)
               ON CONFLICT (tenant_id, kind)
                 DO UPDATE SET last = greatest(tenants_counter.last, excluded.last)
               RETURNING last""",
            to=[Role.STAFF],
            volatile=True,
        ),
    ]
