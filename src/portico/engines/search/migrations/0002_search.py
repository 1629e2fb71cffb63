"""The two ways to ask the index: as a client of one company, and as staff."""

from django.db import migrations

from portico.kernel.postgres.functions import definer
from portico.kernel.tenancy import Role

ARGUMENTS = "(wanted text, words tsquery, narrow tsquery, top integer)"

# The marks inside the vectors let the index itself find one client's rows; the plain conditions
# repeat them, so that a wrong mark could never show a foreign row.
PORTAL = """
SELECT id FROM (
  SELECT id, at FROM search_entry
  WHERE public @@ (words && narrow
      && format('%L', 'company:' || current_setting('portico.company')::uuid)::tsquery)
    AND tenant_id = current_setting('portico.tenant')::uuid
    AND company_id = current_setting('portico.company')::uuid AND kind = wanted
  LIMIT 5000) AS newest
ORDER BY at DESC, id DESC LIMIT top
"""
STAFF = """
SELECT id FROM (
  SELECT id, at FROM search_entry
  WHERE internal @@ (words && narrow
      && format('%L', 'tenant:' || current_setting('portico.tenant')::uuid)::tsquery)
    AND tenant_id = current_setting('portico.tenant')::uuid AND kind = wanted
  LIMIT 5000) AS newest
ORDER BY at DESC, id DESC LIMIT top
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        definer(f"search_portal{ARGUMENTS}", "SETOF uuid", PORTAL, to=[Role.PORTAL]),
        definer(f"search_staff{ARGUMENTS}", "SETOF uuid", STAFF, to=[Role.STAFF]),
    ]
