"""Links for staff, by mail: to join, or to set a new password. They work once and not for long."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.jobs.job import SIGN_IN as SIGN_IN_LANE
from portico.core.jobs.job import defer
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import StaffUser
from portico.core.people.permissions import MANAGE_STAFF
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.tenancy import current_tenant

from ..events import PasswordResetRequested, SignInFailed, StaffInvited
from ..models import StaffLink, StaffSecret
from ..permissions import SIGN_IN
from ..rules import INVITATION, PASSWORD_LINK, hidden
from .ceiling import require_not_above

SEND = "identity.send_link"  # the job, by name: actions do not import jobs


class HasJoined(Conflict):
    """There is nothing to invite to any more."""

    def __init__(self) -> None:
        super().__init__(_("This colleague has joined already."))


@action(MANAGE_STAFF)
def invite_staff(actor: Actor, staff: StaffUser) -> str:
    """Mail a link to join; an older one stops working. Returns the link, for the command line."""
    require_not_above(actor, staff)
    if staff.status != StaffUser.Status.INVITED:
        raise HasJoined
    StaffSecret.objects.get_or_create(staff=staff)
    link = _new_link(staff, StaffLink.Purpose.JOIN, "/staff/join", life=INVITATION)
    about = {"inviter": actor.name, "link": link, "days": INVITATION.days}
    _queue(actor, staff, "identity/mail/invitation", about, life=INVITATION)
    record(actor, StaffInvited(staff=staff.pk), on=staff)
    return link


@action(SIGN_IN)  # not recorded: the job records whether it concerns anybody
def ask_for_password_link(actor: Actor, *, email: str) -> None:  # noqa: ARG001
    """The same work for anybody; a job finds out whether somebody has that address."""
    defer(SEND, SIGN_IN_LANE, {"email": email.strip().lower()[:254]})


@action(SIGN_IN)
def send_staff_link(actor: Actor, *, email: str) -> None:
    """Mail a link for a new password, if an active employee has this address."""
    staff = StaffUser.objects.filter(email=email, status=StaffUser.Status.ACTIVE).first()
    if staff is None:
        unknown = hidden(current_tenant(), email)
        record(actor, SignInFailed(reason="unknown", identifier=unknown))
        return
    mail_password_link(actor, staff)


@action(SIGN_IN)
def mail_password_link(actor: Actor, staff: StaffUser) -> str:
    """The link also by return, for `owner reset` at the command line."""
    StaffSecret.objects.get_or_create(staff=staff)
    link = _new_link(staff, StaffLink.Purpose.PASSWORD, "/staff/password", life=PASSWORD_LINK)
    about = {"link": link, "minutes": int(PASSWORD_LINK.total_seconds() // 60)}
    _queue(actor, staff, "identity/mail/password", about, life=PASSWORD_LINK)
    record(actor, PasswordResetRequested(staff=staff.pk), on=staff)
    return link


def _new_link(staff: StaffUser, purpose: StaffLink.Purpose, path: str, *, life: timedelta) -> str:
    """The secret stands behind the #, which no browser sends and no proxy logs."""
    token, now = new_secret(), timezone.now()
    mine = StaffLink.objects.filter(staff=staff, used_at=None, replaced_at=None)
    mine.update(replaced_at=now)
    StaffLink.objects.create(
        staff=staff,
        purpose=purpose,
        token_hash=fingerprint(token),
        created_at=now,
        expires_at=now + life,
    )
    return address_of(f"{path}#{token}")


def _queue(
    actor: Actor, staff: StaffUser, template: str, about: dict[str, Any], *, life: timedelta
) -> None:
    queue_mail(
        actor,
        to=staff.email,
        name=staff.name,
        template=template,
        context={"name": staff.name.split(" ", 1)[0], "company": this_tenant().name, **about},
        language=staff.language,
        zone=staff.zone,
        lane=SIGN_IN_LANE,
        sensitive=True,
        until=timezone.now() + life,
    )
