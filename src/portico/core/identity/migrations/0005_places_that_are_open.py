"""The switcher offers only companies at which the person works still and has an address."""

from django.db import migrations

from portico.kernel.postgres.functions import definer


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_ways_in")]

    operations = [
        definer(
            "contacts_of_person()",
            "TABLE (contact uuid, company uuid, company_name text, name text, title text)",
            """SELECT c.id, c.company_id, co.name::text, c.name::text, c.title::text
               FROM people_contact me
               JOIN people_contact c ON c.tenant_id = me.tenant_id AND c.person_id = me.person_id
               JOIN people_company co ON co.tenant_id = c.tenant_id AND co.id = c.company_id
               WHERE me.tenant_id = current_setting('portico.tenant')::uuid
                 AND me.id = current_setting('portico.contact')::uuid
                 AND c.access IN ('invited', 'active') AND c.is_active AND c.email <> ''
                 AND co.status = 'active' AND co.portal_enabled
               ORDER BY co.name, c.id""",
            to=("portico_portal",),
        ),
    ]
