"""Clients see the public card of whoever looks after their company, and nothing else of them."""

from django.db import migrations

from portico.kernel.postgres.functions import definer


class Migration(migrations.Migration):
    dependencies = [("people", "0002_portal")]

    operations = [
        definer(
            "owner_card()",
            "uuid",
            """SELECT s.card_id FROM people_company c
               JOIN people_staffuser s ON s.tenant_id = c.tenant_id AND s.id = c.owner_id
               WHERE c.tenant_id = current_setting('portico.tenant')::uuid
                 AND c.id = current_setting('portico.company')::uuid
                 AND s.status <> 'disabled'""",
            to=("portico_portal",),
        ),
    ]
