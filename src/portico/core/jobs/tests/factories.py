"""What waits in the queue, for tests."""

import json
from datetime import datetime

from django.db import connection

from portico.kernel.tenancy import apply_scope, current_tenant


def queued_jobs(name: str) -> list[tuple[str, datetime | None, dict[str, str]]]:
    """(lane, time to wait for, arguments) of what stands in the queue; read as the worker."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT queue_name, scheduled_at, args FROM procrastinate_jobs"
            " WHERE task_name = %s AND status = 'todo' ORDER BY id",
            [name],
        )
        rows = [(lane, at, json.loads(args)) for lane, at, args in cursor.fetchall()]
    apply_scope()
    tenant = str(current_tenant())
    return [(lane, at, args) for lane, at, args in rows if args.pop("tenant") == tenant]
