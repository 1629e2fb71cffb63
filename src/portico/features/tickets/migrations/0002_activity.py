"""Who takes part in what is not closed: PostgreSQL keeps `is_active` as the ticket has it.

A contact's list then reads the few active tickets, not those of all the years.
"""

from django.db import migrations, models

FOLLOW = """
UPDATE tickets_participant p SET is_active = false FROM tickets_ticket t
 WHERE t.tenant_id = p.tenant_id AND t.id = p.ticket_id AND NOT t.is_active;
ALTER TABLE tickets_participant ADD CONSTRAINT tickets_participant_activity
  FOREIGN KEY (tenant_id, ticket_id, is_active)
  REFERENCES tickets_ticket (tenant_id, id, is_active)
  ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE;
"""
FORGET = "ALTER TABLE tickets_participant DROP CONSTRAINT tickets_participant_activity"


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0001_initial"),
        ("tenants", "0005_reserve_numbers"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="is_active",
            field=models.BooleanField(default=True),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(
                condition=models.Q(("is_active", True)),
                fields=["tenant", "contact", "ticket"],
                name="tickets_participant_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id", "is_active"), name="tickets_ticket_activity"
            ),
        ),
        migrations.RunSQL(FOLLOW, FORGET),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("is_active", True)),
                fields=["tenant", "id"],
                name="tickets_active",
            ),
        ),
    ]
