"""Seeds the database named by DATABASE_URL, up to so many tickets.

One company, the measured one, gets the tickets of an average company first, and no more later: so
a page of it shows the same rows, however much lies around them.
"""

import sys
from dataclasses import replace
from uuid import UUID

from django.db.models import Max

from portico.site.running import running

SLUG = "bench"
COMPANIES, CONTACTS, TECHNICIANS = 200, 4_000, 20
OWN_TICKETS = 500  # what a company has on average when 200 of them have 100,000


def main() -> int:
    """Entry of the command: the number of tickets is its only word."""
    with running():
        fill(up_to=int(sys.argv[1]))
    return 0


def fill(*, up_to: int) -> None:
    """People first, then the tickets of the measured company, then those of all others."""
    from portico.core.tenants.making import known_tenants  # noqa: PLC0415  Django is set up now
    from portico.site.demo.seed_people import make_people  # noqa: PLC0415

    if not known_tenants():
        make_people(SLUG, technicians=TECHNICIANS, companies=COMPANIES, contacts=CONTACTS)
    _tickets(known_tenants()[0].id, up_to=up_to)
    print()


def _tickets(tenant: UUID, *, up_to: int) -> None:
    from portico.features.tickets.models import Ticket  # noqa: PLC0415  Django is set up now
    from portico.kernel.tenancy import scope, staff_scope  # noqa: PLC0415
    from portico.site.demo.seed_tickets import add_tickets, make_one_busy, read_cast  # noqa: PLC0415

    with scope(staff_scope(tenant)):
        everybody = read_cast()
        have = Ticket.objects.aggregate(last=Max("number"))["last"] or 0
    measured, others = everybody.contacts[-1:], everybody.contacts[:-1]
    if have < OWN_TICKETS:
        cast = replace(everybody, contacts=measured)
        add_tickets(tenant, cast, after=have, up_to=OWN_TICKETS, progress=_progress)
        have = OWN_TICKETS
    cast = replace(everybody, contacts=others)
    add_tickets(tenant, cast, after=have, up_to=up_to, progress=_progress)
    make_one_busy(tenant, cast)


def _progress(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} tickets", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
