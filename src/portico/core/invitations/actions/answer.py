"""What whoever holds a link can do with it: open it, ask for a new one, or say no."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact

from .. import queries
from ..events import (
    InvitationAskedAgain,
    InvitationDeclined,
    InvitationOpened,
)
from ..models import Invitation, LeftAlone
from ..permissions import ANSWER, INVITE
from ..rules import is_open
from .single import resend

State = Invitation.State
RENEW = "invitations.renew"  # the job, by name: actions do not import jobs


class Standing(StrEnum):
    """What a link is worth."""

    GOOD = "good"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    USED = "used"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Shown:
    """The link, and what it leads to."""

    standing: Standing
    invitation: Invitation | None = None

    @property
    def can_ask(self) -> bool:
        return self.standing in {Standing.EXPIRED, Standing.REVOKED, Standing.CLOSED}


def standing_of(invitation: Invitation | None) -> Standing:
    """Nothing is changed by asking."""
    if invitation is None:
        return Standing.UNKNOWN
    if invitation.state == State.ACCEPTED:
        return Standing.USED
    if invitation.state in {State.REVOKED, State.CREATED}:
        return Standing.REPLACED if invitation.reason == "replaced" else Standing.REVOKED
    ended = invitation.expires_at is None or invitation.expires_at <= timezone.now()
    if invitation.state == State.EXPIRED or ended:
        return Standing.EXPIRED
    contact = invitation.contact
    if not (contact.can_sign_in and is_open(contact.company)) or contact.email != invitation.email:
        return Standing.CLOSED
    return Standing.GOOD


@action(ANSWER)
def open_invitation(actor: Actor, *, token: str) -> Shown:
    """A person pressed the button. It lets nobody in: signing in still takes the mailed code."""
    found = queries.found_by_token(token)
    shown = Shown(standing_of(found), found)
    if found is None or shown.standing is not Standing.GOOD:
        return shown
    waiting = Invitation.objects.filter(
        pk=found.pk, state__in=[State.SENT, State.DELIVERED, State.BOUNCED]
    )
    if waiting.update(state=State.OPENED, opened_at=timezone.now(), ended_at=None):
        record(actor, InvitationOpened(contact=found.contact_id), on=found.contact)
    return shown


@action(ANSWER)
def ask_again(actor: Actor, *, token: str) -> None:
    """Somebody with an old link would like another one; nothing tells whether one is coming.

    What has only run out is sent again by itself, to the same address. All else staff decide.
    """
    found = queries.found_by_token(token)
    if found is None or standing_of(found) not in {Standing.EXPIRED, Standing.REVOKED}:
        return
    first = Invitation.objects.filter(pk=found.pk, asked_again_at=None)
    if not first.update(asked_again_at=timezone.now()):
        return
    record(actor, InvitationAskedAgain(contact=found.contact_id), on=found.contact)
    if standing_of(found) is Standing.EXPIRED:
        defer(RENEW, DEFAULT, {"invitation": str(found.pk)})


@action(ANSWER)
def decline(actor: Actor, *, token: str) -> bool:
    """The contact wants no invitations: none is sent any more, and the reminder neither."""
    found = queries.found_by_token(token)
    if found is None or standing_of(found) is not Standing.GOOD:
        return False
    values = {
        "company_id": found.company_id,
        "email": found.email,
        "why": LeftAlone.Why.DECLINED,
        "at": timezone.now(),
    }
    LeftAlone.objects.update_or_create(contact_id=found.contact_id, defaults=values)
    Invitation.objects.filter(pk=found.pk).update(
        state=State.REVOKED, reason="declined", ended_at=timezone.now(), remind_at=None
    )
    record(actor, InvitationDeclined(contact=found.contact_id), on=found.contact)
    return True


@action(INVITE)  # not recorded: sending it records itself
def renew(actor: Actor, *, invitation_id: UUID) -> bool:
    """A new one for whoever asked with a link that had run out, if it is still the newest."""
    found = Invitation.objects.filter(pk=invitation_id).select_related("contact").first()
    if found is None or found.asked_again_at is None:
        return False
    newest = Invitation.objects.filter(contact=found.contact_id).order_by("-id").first()
    if newest is None or newest.pk != found.pk:
        return False
    contact: Contact = found.contact
    if contact.access != Contact.Access.INVITED:
        return False
    try:
        resend(actor, contact)
    except Refusal:
        return False  # what stands in the way stands on the person's page
    return True
