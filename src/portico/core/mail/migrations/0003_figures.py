"""Figures of all tenants' mail, for whoever watches the installation."""

from django.db import migrations

from portico.kernel.postgres.functions import definer


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_message_unsubscribe")]

    operations = [
        definer(
            "mail_figures()",
            "TABLE (waiting double precision, oldest double precision,"
            " stuck double precision, outages double precision)",
            """SELECT count(*)::float8,
                 coalesce(extract(epoch FROM now() - min(queued_at)
                   FILTER (WHERE next_try_at <= now())), 0)::float8,
                 (SELECT count(*) FROM mail_message
                  WHERE state IN ('failed', 'ambiguous') AND settled_at IS NULL)::float8,
                 (SELECT count(*) FROM mail_outage)::float8
               FROM mail_message WHERE state IN ('queued', 'sending')""",
            to=("portico_app",),
        ),
    ]
