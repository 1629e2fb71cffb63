"""What a signed-in contact may know beyond the session's company: the person's other places."""

from django.db import migrations

from portico.kernel.postgres.functions import definer

ONLY_CONTACTS = ("portico_portal",)


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

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
                 AND c.access IN ('invited', 'active')
                 AND co.status = 'active' AND co.portal_enabled
               ORDER BY co.name, c.id""",
            to=ONLY_CONTACTS,
        ),
        definer(
            "sessions_of_person()",
            """TABLE (id uuid, contact uuid, company uuid, company_name text, user_agent text,
                      ip text, created_at timestamptz, last_seen_at timestamptz)""",
            """SELECT s.id, s.contact_id, s.company_id, co.name::text, s.user_agent::text, s.ip::text,
                      s.created_at, s.last_seen_at
               FROM people_contact me
               JOIN identity_portalsession s
                 ON s.tenant_id = me.tenant_id AND s.person_id = me.person_id
               JOIN people_company co ON co.tenant_id = s.tenant_id AND co.id = s.company_id
               WHERE me.tenant_id = current_setting('portico.tenant')::uuid
                 AND me.id = current_setting('portico.contact')::uuid
                 AND s.ended_at IS NULL AND s.expires_at > now()
               ORDER BY s.last_seen_at DESC, s.id""",
            to=ONLY_CONTACTS,
        ),
    ]
