"""Who may queue (everybody, for the own tenant) and who may read the queue (the worker's login)."""

from django.db import migrations

from portico.kernel.postgres.functions import EVERYONE, definer

QUEUE = """
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,
  procrastinate_periodic_defers, procrastinate_workers TO portico_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portico_app;
GRANT SELECT, INSERT ON procrastinate_jobs TO portico_gate;
GRANT INSERT ON procrastinate_events TO portico_gate;
GRANT SELECT ON procrastinate_workers TO portico_gate;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO portico_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(QUEUE, reverse_sql=migrations.RunSQL.noop),
        definer(
            "defer_job(queue text, task text, arguments jsonb, moment timestamptz)",
            "bigint",
            """SELECT (procrastinate_defer_jobs_v1(ARRAY[ROW(
                 queue, task, 0, NULL, NULL,
                 arguments || jsonb_build_object('tenant', current_setting('portico.tenant')::uuid),
                 moment)]::procrastinate_job_to_defer_v1[]))[1]""",
            to=EVERYONE,
            volatile=True,
        ),
        definer(
            "worker_seen()",
            "timestamptz",
            "SELECT max(last_heartbeat) FROM procrastinate_workers",
            to=("portico_staff",),
        ),
        definer(
            "jobs_due()",
            "bigint",
            """SELECT count(*) FROM procrastinate_jobs
               WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '2 minutes'
                 AND args ->> 'tenant' = current_setting('portico.tenant')""",
            to=("portico_staff",),
        ),
    ]
