"""Seeds the database named by DATABASE_URL with the access side of a very large MSP.

8,000 companies with 300,000 people, one of them with a tenth of all and a directory of 10,000, a
portal link each, and a log of half a million lines.
"""

import sys
from datetime import timedelta
from typing import Any
from uuid import UUID

from portico.site.running import running

from .fill import SLUG

COMPANIES, CONTACTS, TECHNICIANS = 8_000, 300_000, 20
PROVISIONED, GROUPS = 10_000, 20
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"


def main() -> int:
    """Entry of the command."""
    with running():
        fill()
    return 0


def fill() -> None:
    """People as everywhere, then their past."""
    from portico.core.tenants.making import known_tenants  # noqa: PLC0415  Django is set up now
    from portico.kernel.tenancy import scope, staff_scope  # noqa: PLC0415
    from portico.kernel.writes import ANY, writing  # noqa: PLC0415
    from portico.site.demo.seed_people import make_people  # noqa: PLC0415

    make_people(SLUG, technicians=TECHNICIANS, companies=COMPANIES, contacts=CONTACTS)
    with scope(staff_scope(known_tenants()[0].id)), writing(ANY):
        _past()
        _links()
        _directory()
        _figures()


def _past() -> None:
    from django.utils import timezone  # noqa: PLC0415  as above

    from portico.core.journal.models import Entry  # noqa: PLC0415
    from portico.core.people.models import StaffUser  # noqa: PLC0415

    from .crowd_sql import INVITATIONS, LOG, SESSIONS  # noqa: PLC0415

    staff = StaffUser.objects.order_by("id")[0]
    for of, statement in {"i": INVITATIONS, "s": SESSIONS, "l": LOG}.items():
        _run(statement, of=of, staff=staff.pk, staff_name=staff.name)
    checked = {"lines": 1, "findings": 0}  # as every night
    system = {"actor_kind": "system", "actor_name": "log"}
    Entry.objects.create(name="log.checked", at=timezone.now(), data=checked, **system)


def _links() -> None:
    """One for each company, of which every third has ended."""
    from django.utils import timezone  # noqa: PLC0415  as above

    from portico.core.joining.models import PortalLink  # noqa: PLC0415
    from portico.core.people.models import Company  # noqa: PLC0415
    from portico.core.roles.models import Role  # noqa: PLC0415

    made = timezone.now() - timedelta(days=30)
    role = Role.objects.get(key="employee")
    PortalLink.objects.bulk_create(
        [
            PortalLink(
                company_id=company,
                start=f"prt_{number}",
                role=role,
                created_at=made,
                created_by_kind="staff",
                created_by_name="Olivia Owner",
                expires_at=made + timedelta(days=20 if number % 3 == 0 else 90),
            )
            for number, company in enumerate(Company.objects.values_list("pk", flat=True))
        ],
        batch_size=4000,
    )


def _directory() -> None:
    """At the largest company, live, with everybody in one of its groups."""
    from django.utils import timezone  # noqa: PLC0415  as above

    from portico.core.provisioning.models import ScimConnection, ScimGroup  # noqa: PLC0415

    from .crowd_sql import DIRECTORY, MEMBERS  # noqa: PLC0415

    now = timezone.now()
    company = largest()
    row = ScimConnection.objects.create(
        company_id=company,
        name="Entra ID",
        kind=ScimConnection.Kind.ENTRA,
        state=ScimConnection.State.ACTIVE,
        token_hash=b"",
        token_start="",
        token_made_at=now,
    )
    ScimGroup.objects.bulk_create(
        ScimGroup(
            connection=row,
            company_id=company,
            name=f"Group {number}",
            name_key=f"group {number}",
            created_at=now,
            changed_at=now,
        )
        for number in range(GROUPS)
    )
    about = {"connection": row.pk, "company": company, "schema": SCHEMA, "number": PROVISIONED}
    _run(DIRECTORY, **about)
    _run(MEMBERS, groups=GROUPS)


def largest() -> UUID:
    """The company with a tenth of all people."""
    from django.db.models import Count  # noqa: PLC0415  as above

    from portico.core.people.models import Contact  # noqa: PLC0415

    counted = Contact.objects.values_list("company_id").annotate(n=Count("id")).order_by("-n")
    return UUID(str(counted[0][0]))


def _figures() -> None:
    from portico.core.directory.actions.count import count_companies  # noqa: PLC0415  as above
    from portico.core.directory.jobs import SELF  # noqa: PLC0415

    count_companies(SELF)


def _run(statement: str, **values: Any) -> None:
    """Any: whatever a statement names."""
    from django.db import connection  # noqa: PLC0415  as above

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


if __name__ == "__main__":
    sys.exit(main())
