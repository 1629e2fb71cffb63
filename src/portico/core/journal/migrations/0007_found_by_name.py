"""The log is searched by a piece of a name, however long it is, and the rare kinds are found.

Row-level security keeps `ILIKE` from using an index; the function asks the index and gives ids.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

from portico.kernel.postgres.functions import definer
from portico.kernel.tenancy import Role


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_found_by_person_and_address")]

    operations = [
        migrations.AddIndex(
            "entry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["actor_name", "behind_name"],
                name="journal_entry_pieces",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["tenant", "id"],
                name="journal_entry_money",
                condition=models.Q(is_financial=True),
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["tenant", "id"],
                name="journal_entry_system",
                condition=models.Q(actor_kind__in=["system", "operator"]),
            ),
        ),
        definer(
            "entries_by(pattern text, most int)",
            "SETOF uuid",
            """SELECT id FROM journal_entry
              WHERE tenant_id = current_setting('portico.tenant')::uuid
                AND (actor_name ILIKE pattern OR behind_name ILIKE pattern) LIMIT most""",
            to=[Role.STAFF],
        ),
    ]
