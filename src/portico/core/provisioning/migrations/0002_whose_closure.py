"""Remember which closure of a contact the directory made, not only that it once made one."""

from django.db import migrations, models

KNOW = """
UPDATE provisioning_scimuser one SET closed_at = them.closed_at
  FROM people_contact them
 WHERE one.closed_here AND them.tenant_id = one.tenant_id AND them.id = one.contact_id;
"""


class Migration(migrations.Migration):
    dependencies = [("provisioning", "0001_initial"), ("people", "0002_portal")]

    operations = [
        migrations.AddField(
            model_name="scimuser", name="closed_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(KNOW, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="scimuser", name="closed_here"),
    ]
