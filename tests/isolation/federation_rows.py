"""An identity provider of each client and of the MSP, with everything that may hang on one."""

from django.utils import timezone

from portico.core.federation.models import (
    Connection,
    SsoAttempt,
    StaffSubject,
    Subject,
    UsedAssertion,
)
from portico.core.federation.tests.factories import a_connection, a_domain
from portico.core.people.models import Contact, StaffUser
from portico.kernel.ids import new_id
from portico.kernel.writes import writing


def connect_providers(*contacts: Contact) -> None:
    """A provider for the company of each, with a proved domain, a test, and who signed in."""
    for contact in contacts:
        a_domain(contact.company, f"{new_id().hex[-8:]}.example")
        _use(a_connection(contact.company), contact)


def connect_our_own(staff: StaffUser) -> None:
    """The provider of the MSP itself, not in use, and a colleague's account there."""
    now = timezone.now()
    connection = a_connection(None, state=Connection.State.OFF)
    with writing("federation"):
        StaffSubject.objects.create(
            connection=connection, staff=staff, subject=new_id().hex, created_at=now, seen_at=now
        )


def _use(connection: Connection, contact: Contact) -> None:
    now = timezone.now()
    with writing("federation"):
        for purpose in SsoAttempt.Purpose:
            SsoAttempt.objects.create(
                connection=connection,
                company=contact.company,
                contact_id=contact.pk,
                purpose=purpose,
                state=SsoAttempt.State.FAILED,
                host="portal.example",
                browser_hash=new_id().bytes,
                state_hash=new_id().bytes,
                claims={"email": "tries@client.example"},
                created_at=now,
                expires_at=now,
            )
        Subject.objects.create(
            connection=connection,
            company=contact.company,
            contact=contact,
            subject=new_id().hex,
            created_at=now,
            seen_at=now,
        )
        UsedAssertion.objects.create(connection=connection, digest=new_id().bytes, expires_at=now)
