"""Tell open pages that something changed: LISTEN/NOTIFY, ids only, at commit.

The message says what to look at again, never what it is: the page asks for it with its own rights.
"""

from django.db import connection

from .tenancy import current_tenant

CHANNEL = "portico_live"


def announce(*channels: str) -> None:
    """Tell everybody who watches these channels (such as `ticket:<id>`) at commit."""
    tenant = current_tenant()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, one) FROM unnest(%s::text[]) AS one",
            [CHANNEL, [f"{tenant}|{channel}" for channel in channels]],
        )
