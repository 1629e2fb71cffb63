"""A program for tests of outages: makes a tenant with a contact who is signed in, or counts.

`python -m portico.site.tests.outage cast` and `… count <tenant>`; it says one line of JSON.
"""

import json
import sys
from uuid import UUID

from portico.site.running import running


def main() -> None:
    """As the app, on the database that the environment names."""
    with running():
        found = _cast() if sys.argv[1] == "cast" else _count(UUID(sys.argv[2]))
    sys.stdout.write(json.dumps(found) + "\n")


def _cast() -> dict[str, str]:
    from portico.core.identity.cookies import PORTAL  # noqa: PLC0415  needs Django
    from portico.core.identity.tests.factories import a_portal_session  # noqa: PLC0415
    from portico.core.tenants.tests.factories import a_tenant  # noqa: PLC0415
    from portico.features.tickets.tests.conftest import make_cast  # noqa: PLC0415
    from portico.kernel.tenancy import scope, staff_scope  # noqa: PLC0415

    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        cast = make_cast(tenant)
    return {
        "tenant": str(tenant.id),
        "host": f"{tenant.slug}.example.com",
        "cookie": PORTAL,
        "secret": a_portal_session(cast.carla).secret,
    }


def _count(tenant: UUID) -> dict[str, str]:
    """Subjects of the tickets, and whether their mails were written by jobs."""
    from portico.core.mail.models import Message  # noqa: PLC0415
    from portico.features.tickets.models import Ticket  # noqa: PLC0415
    from portico.kernel.tenancy import scope, staff_scope  # noqa: PLC0415

    with scope(staff_scope(tenant)):
        tickets = Ticket.objects.order_by("id").values_list("subject", flat=True)
        mails = Message.objects.order_by("id").values_list("subject", flat=True)
        return {"tickets": json.dumps(list(tickets)), "mails": json.dumps(list(mails))}


if __name__ == "__main__":
    main()
