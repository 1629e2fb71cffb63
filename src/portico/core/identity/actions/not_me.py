"""A device not seen before is told to whoever owns the account, who can end everything at once."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import lazy

from portico.core.access.actors import Actor
from portico.core.jobs.job import MAIL as MAIL_LANE
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import StaffUser
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_secret

from ..events import NotMe
from ..models import Challenge, Ending, Method, PortalSession, Session, StaffSession
from ..permissions import SIGN_IN
from ..rules import lazy_device_words, place_words
from .leave import end_all_of_staff, end_sessions_of_person
from .password import LinkEnded
from .tokens import revoke_all_of_staff

LIFE = timedelta(days=7)
lazy_place = lazy(place_words, str)


def _method_words(method: str) -> str:
    return str(Method(method).label)


lazy_method = lazy(_method_words, str)


@action(SIGN_IN)
def tell_new_device(actor: Actor, *, session_id: UUID, door: str) -> None:
    """Mail the device, the time and a way to say “that was not me”."""
    model = PortalSession if door == "portal" else StaffSession
    row = model.objects.filter(pk=session_id).first()
    if row is None:
        return
    person, secret, tenant = _owner(row), new_secret(), this_tenant()
    now = timezone.now()
    Challenge.objects.create(
        purpose=Challenge.Purpose.NOT_ME,
        value_hash=fingerprint(secret),
        person_id=getattr(row, "person_id", None),
        staff_id=getattr(row, "staff_id", None),
        created_at=now,
        expires_at=now + LIFE,
    )
    queue_mail(
        actor,
        to=person.email,
        name=person.name,
        template="identity/mail/new_device",
        context={
            "name": person.name.partition(" ")[0],
            "portal": tenant.portal_name or tenant.name,
            "device": lazy_device_words(row.user_agent),
            "place": lazy_place(row.ip),
            "method": lazy_method(row.method),
            "at": row.created_at,
            "link": address_of(f"/{door}/not-me/#{secret}"),
        },
        language=person.language,
        zone=person.zone,
        lane=MAIL_LANE,
        sensitive=True,
        until=now + LIFE,
    )


@action(SIGN_IN)
def say_not_me(actor: Actor, *, secret: str, door: str) -> None:
    """Every session of the account ends, and an employee's API tokens; works once."""
    waiting = Challenge.objects.filter(
        purpose=Challenge.Purpose.NOT_ME,
        value_hash=fingerprint(secret),
        used_at=None,
        expires_at__gt=timezone.now(),
    )
    row = waiting.filter(
        **{f"{'person' if door == 'portal' else 'staff'}_id__isnull": False}
    ).first()
    if row is None or not waiting.filter(pk=row.pk).update(used_at=timezone.now()):
        raise LinkEnded
    record(actor, NotMe(staff=row.staff_id, person=row.person_id))
    if row.person_id:
        end_sessions_of_person(actor, row.person_id, how=Ending.USER)
    if row.staff_id:
        end_all_of_staff(actor, row.staff_id, how=Ending.USER)
        revoke_all_of_staff(actor, row.staff_id)


def _owner(row: Session) -> ContactRow | StaffUser:
    if isinstance(row, PortalSession):
        contact: ContactRow = row.contact
        return contact
    staff: StaffUser = row.staff  # type: ignore[attr-defined] # the other kind
    return staff
