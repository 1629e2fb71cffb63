"""Take turns: who comes second waits until the first one's transaction has ended."""

from django.db import connection

from ..tenancy import current_tenant


def take_turn(*what: str) -> None:
    """Wait for everybody of the tenant who took the same turn; it ends with the transaction."""
    key = "|".join((str(current_tenant()), *what))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
