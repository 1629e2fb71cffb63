"""Tell open pages that something changed: LISTEN/NOTIFY, ids only, at commit.

The message says what to look at again, never what it is: the page asks for it with its own rights.
"""

from django.db import connection

from .tenancy import current_tenant

CHANNEL = "portico_live"


def announce(topic: str) -> None:
    """Tell everybody who watches `topic` (such as `ticket:<id>`) once the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{current_tenant()}|{topic}"])
