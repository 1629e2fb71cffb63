"""Staff set their password: by a mailed link, or knowing the old one."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser
from portico.kernel.crypto.tokens import fingerprint

from ..events import PasswordChanged, PasswordReset, StaffJoined
from ..models import Ending, Method, StaffLink, StaffSecret, StaffSession
from ..passwords import hashed, is_right
from ..permissions import OWN, SIGN_IN
from ..rules import checked_password
from ..who import as_staff
from .enter import HALF, Opened, begin_staff
from .leave import end_all_of_staff
from .tokens import revoke_all_of_staff


class LinkEnded(Conflict):
    """Used, replaced, too old, or never one of ours."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link has ended. Ask for a new one."))


class WrongPassword(Refusal):
    """The present password is asked for before it is changed."""

    def __init__(self) -> None:
        super().__init__(_("This is not your present password."), field="old")


@action(SIGN_IN, writes=("people",))
def follow_link(
    actor: Actor,  # noqa: ARG001  a visitor until the link has been read
    *,
    token: str,
    purpose: StaffLink.Purpose,
    password: str,
    device: str,
) -> Opened:
    """Set the password, end every session and API token, and go on to the second factor."""
    link = _good_link(token, purpose)
    staff = link.staff
    stored = hashed(checked_password(password, name=staff.name, email=staff.email))
    if not _unused(bytes(link.token_hash), purpose).update(used_at=timezone.now()):
        raise LinkEnded
    me = as_staff(staff)
    _keep(staff, stored)
    end_all_of_staff(me, staff.pk, how=Ending.CREDENTIALS)
    revoke_all_of_staff(me, staff.pk)
    if staff.status == StaffUser.Status.INVITED:
        staff.status = StaffUser.Status.ACTIVE
        staff.save(update_fields=["status"])
        record(me, StaffJoined(staff=staff.pk), on=staff)
    else:
        record(me, PasswordReset(staff=staff.pk), on=staff)
    return begin_staff(me, staff, method=Method.PASSWORD, device=device, aal=HALF)


@action(SIGN_IN, writes=("people",))
def join_with_password(
    actor: Actor,  # noqa: ARG001  who set up the installation
    staff: StaffUser,
    *,
    password: str,
    device: str,
) -> Opened:
    """The first run: whoever installs Portico sets the owner's password on the spot."""
    if staff.status != StaffUser.Status.INVITED:
        raise LinkEnded
    me = as_staff(staff)
    StaffSecret.objects.get_or_create(staff=staff)
    _keep(staff, hashed(checked_password(password, name=staff.name, email=staff.email)))
    staff.status = StaffUser.Status.ACTIVE
    staff.save(update_fields=["status"])
    record(me, StaffJoined(staff=staff.pk), on=staff)
    return begin_staff(me, staff, method=Method.PASSWORD, device=device, aal=HALF)


@action(OWN)
def change_password(actor: Actor, session: StaffSession, *, old: str, new: str) -> None:
    """A new password; every other session ends. Tokens go on, unless they are revoked as well."""
    staff = session.staff
    if not password_is_right(staff.pk, old):
        raise WrongPassword
    _keep(staff, hashed(checked_password(new, name=staff.name, email=staff.email)))
    end_all_of_staff(actor, staff.pk, how=Ending.CREDENTIALS, keep=session.pk)
    record(actor, PasswordChanged(staff=staff.pk), on=staff)


def password_is_right(staff_id: UUID, password: str) -> bool:
    """Asked again before something weighty is changed."""
    stored = StaffSecret.objects.filter(staff_id=staff_id).values_list("password", flat=True)
    return is_right(password, stored.first() or "")


def _keep(staff: StaffUser, stored: str) -> None:
    mine = StaffSecret.objects.filter(staff=staff)
    mine.update(password=stored, password_at=timezone.now())


def _good_link(token: str, purpose: StaffLink.Purpose) -> StaffLink:
    link = _unused(fingerprint(token), purpose).select_related("staff").first()
    if link is None or link.staff.status == StaffUser.Status.DISABLED:
        raise LinkEnded
    return link


def _unused(token_hash: bytes, purpose: StaffLink.Purpose) -> QuerySet[StaffLink]:
    return StaffLink.objects.filter(
        token_hash=token_hash,
        purpose=purpose,
        used_at=None,
        replaced_at=None,
        expires_at__gt=timezone.now(),
    )
