"""Figures of the queue, for all tenants at once; and jobs that are due now say since when."""

from django.db import migrations

from portico.kernel.postgres.functions import EVERYONE, definer


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_queue")]

    operations = [
        definer(
            "defer_job(queue text, task text, arguments jsonb, moment timestamptz)",
            "bigint",
            """SELECT (procrastinate_defer_jobs_v1(ARRAY[ROW(
                 queue, task, 0, NULL, NULL,
                 arguments || jsonb_build_object('tenant', current_setting('portico.tenant')::uuid),
                 coalesce(moment, now()))]::procrastinate_job_to_defer_v1[]))[1]""",
            to=EVERYONE,
            volatile=True,
        ),
        definer(
            "job_figures()",
            "TABLE (figure text, lane text, value double precision)",
            """SELECT 'waiting', queue_name::text, count(*)::float8 FROM procrastinate_jobs
                 WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() GROUP BY 2
               UNION ALL
               SELECT 'oldest', queue_name::text, extract(epoch FROM now() - min(scheduled_at))::float8
                 FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at <= now() GROUP BY 2
               UNION ALL
               SELECT 'planned', queue_name::text, count(*)::float8 FROM procrastinate_jobs
                 WHERE status = 'todo' AND scheduled_at > now() GROUP BY 2
               UNION ALL
               SELECT 'running', queue_name::text, count(*)::float8 FROM procrastinate_jobs
                 WHERE status = 'doing' GROUP BY 2
               UNION ALL
               SELECT 'failed', '', count(*)::float8 FROM jobs_failedjob
                 WHERE retried_at IS NULL AND dismissed_at IS NULL
               UNION ALL
               SELECT 'seen', '', extract(epoch FROM now() - max(last_heartbeat))::float8
                 FROM procrastinate_workers HAVING max(last_heartbeat) IS NOT NULL""",
            to=("portico_app",),
        ),
    ]
