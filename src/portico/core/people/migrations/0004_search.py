"""The desk finds companies and people by a piece of a name or address, however many there are.

Row-level security keeps `ILIKE` from using an index; the functions ask the index and give ids.
"""

import django.contrib.postgres.indexes
from django.db import migrations

from portico.kernel.postgres.functions import definer
from portico.kernel.tenancy import Role

MOST = 2000  # contacts that are looked at for one search
TENANT = "tenant_id = current_setting('portico.tenant')::uuid"
LIKE = "(name ILIKE pattern OR email ILIKE pattern)"
NAMED = f"""SELECT id FROM people_company
  WHERE {TENANT} AND (name ILIKE pattern OR short_name ILIKE pattern)"""  # noqa: S608  no input in it
CALLED = f"FROM people_contact WHERE {TENANT} AND {LIKE} LIMIT {MOST}"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_owner_card")]

    operations = [
        migrations.AddIndex(
            "company",
            django.contrib.postgres.indexes.GinIndex(
                fields=["name", "short_name"],
                name="people_company_pieces",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            "contact",
            django.contrib.postgres.indexes.GinIndex(
                fields=["name", "email"],
                name="people_contact_pieces",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ),
        definer(
            "companies_with(pattern text)",
            "SETOF uuid",
            f"{NAMED} UNION SELECT company_id FROM (SELECT company_id {CALLED}) AS known",
            to=[Role.STAFF],
        ),
        definer(
            "contacts_with(pattern text)",
            "SETOF uuid",
            f"""(SELECT id {CALLED}) UNION (SELECT c.id FROM people_contact c
              WHERE c.{TENANT} AND c.company_id IN ({NAMED}) LIMIT {MOST})""",  # noqa: S608  no input in it
            to=[Role.STAFF],
        ),
    ]
