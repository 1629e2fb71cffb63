"""Tell the planner that hardly any ticket is active, and that those who wait are among them.

Without it, it takes each for itself, expects one row where there are dozens, and chooses by luck.
"""

from django.db import migrations

KNOW = """
CREATE STATISTICS tickets_ticket_moods (mcv)
  ON is_active, waits_for_client, waits_for_us, category FROM tickets_ticket;
"""
FORGET = "DROP STATISTICS tickets_ticket_moods"


class Migration(migrations.Migration):

    dependencies = [("tickets", "0002_activity")]

    operations = [migrations.RunSQL(KNOW, FORGET)]
