"""What became of invitations: the mail's fate, joining, running out, the one reminder."""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import MAIL
from portico.core.journal.acting import action, record
from portico.core.mail.models import Message, OwnReason
from portico.core.people.models import Contact
from portico.kernel.crypto.tokens import fingerprint, new_secret

from ..events import InvitationAccepted, InvitationBounced, InvitationReminded
from ..models import Invitation, LeftAlone, Recipient
from ..permissions import INVITE
from ..rules import LONGEST_ANSWER
from .issue import link_with, write

State = Invitation.State
REMINDER = "invitations/mail/reminder"
AT_ONCE = 200
NO_SUCH_MAILBOX = range(550, 554)  # RFC 5321: mailbox, not local, storage, name not allowed


@action(INVITE)  # not recorded: sending the mail records itself
def mail_was_taken(actor: Actor, invitation_id: UUID) -> None:  # noqa: ARG001  every action has one
    """The mail server took it."""
    now = timezone.now()
    on_way = Invitation.objects.filter(pk=invitation_id, state=State.SENT)
    on_way.update(state=State.DELIVERED, delivered_at=now)
    _told(invitation_id, Recipient.State.SENT, now=now)


@action(INVITE)
def mail_was_refused(actor: Actor, invitation_id: UUID, *, mail_id: UUID) -> None:
    """The mail server will never take it; when the address is at fault, it is left alone."""
    mail = Message.objects.get(pk=mail_id)
    now = timezone.now()
    _told(invitation_id, Recipient.State.FAILED, now=now, mail=mail)
    found = Invitation.objects.select_related("contact").filter(
        pk=invitation_id, mail_id=mail_id, state__in=[State.SENT, State.DELIVERED]
    )
    if (invitation := found.first()) is None:
        return
    invitation.state, invitation.ended_at = State.BOUNCED, now
    invitation.reason, invitation.code = mail.reason[:20], mail.code
    invitation.save(update_fields=["state", "ended_at", "reason", "code"])
    if is_about_address(mail):
        _leave_alone(invitation, mail, now)
    fact = InvitationBounced(contact=invitation.contact_id, code=mail.code)
    record(actor, fact, on=invitation.contact, after={"to": mail.to})


@action(INVITE)  # not recorded: the doubt about the mail records itself
def mail_is_in_doubt(
    actor: Actor,  # noqa: ARG001  every action has one
    invitation_id: UUID,
) -> None:
    """It was handed over and nobody answered: counted as failed, and never sent again by itself."""
    waiting = Recipient.objects.filter(invitation_id=invitation_id, state=Recipient.State.QUEUED)
    waiting.update(state=Recipient.State.FAILED, reason="in_doubt", ended_at=timezone.now())


def is_about_address(mail: Message) -> bool:
    """Is the mailbox wrong, rather than the mail or the server?"""
    return mail.reason == OwnReason.BAD_ADDRESS.value or mail.code in NO_SUCH_MAILBOX


def _leave_alone(invitation: Invitation, mail: Message, now: datetime) -> None:
    values = {
        "company_id": invitation.company_id,
        "email": invitation.email,
        "why": LeftAlone.Why.BOUNCED,
        "code": mail.code,
        "answer": mail.answer[:LONGEST_ANSWER],
        "at": now,
    }
    LeftAlone.objects.update_or_create(contact_id=invitation.contact_id, defaults=values)


def _told(
    invitation_id: UUID, state: Recipient.State, *, now: datetime, mail: Message | None = None
) -> None:
    found = Recipient.objects.filter(invitation_id=invitation_id).exclude(state=state)
    found.filter(state__in=[Recipient.State.QUEUED, Recipient.State.FAILED]).update(
        state=state,
        ended_at=now,
        reason=mail.reason[:20] if mail else "",
        code=mail.code if mail else 0,
        answer=mail.answer[:LONGEST_ANSWER] if mail else "",
    )


@action(INVITE)
def accept_joined(actor: Actor, *, person_id: UUID | None = None) -> int:
    """Who has signed in since the invitation left has accepted it; of one person, or of all."""
    joined = Invitation.objects.filter(
        state__in=[*Invitation.LEFT, State.EXPIRED],
        contact__access=Contact.Access.ACTIVE,
        contact__last_seen_at__gte=F("sent_at"),
    )
    if person_id is not None:
        joined = joined.filter(contact__person_id=person_id)
    held = joined.select_for_update(skip_locked=True, of=("self",)).select_related("contact")
    found = list(held.order_by("id")[:AT_ONCE])
    for one in found:
        one.state, one.accepted_at = State.ACCEPTED, one.contact.last_seen_at
        one.ended_at = timezone.now()
        one.save(update_fields=["state", "accepted_at", "ended_at"])
        record(actor, InvitationAccepted(contact=one.contact_id), on=one.contact)
    return len(found)


@action(INVITE)  # not recorded: it was said when it would end
def expire(actor: Actor) -> int:  # noqa: ARG001  every action has one
    now = timezone.now()
    ended = Invitation.objects.filter(state__in=Invitation.LEFT, expires_at__lte=now)
    return ended.update(state=State.EXPIRED, ended_at=now, remind_at=None)


@action(INVITE)
def remind(actor: Actor) -> int:
    """Once, with a link of its own: the first one goes on working, too."""
    now = timezone.now()
    due = Invitation.objects.filter(
        state__in=Invitation.LEFT, remind_at__lte=now, reminded_at=None, expires_at__gt=now
    )
    held = due.select_for_update(skip_locked=True, of=("self",))
    found = list(held.select_related("contact__company").order_by("remind_at")[:AT_ONCE])
    alone = set(
        LeftAlone.objects.filter(contact_id__in=[one.contact_id for one in found]).values_list(
            "contact_id", flat=True
        )
    )
    for one in found:
        _remind(actor, one, now, write_it=one.contact_id not in alone)
    return len(found)


def _remind(actor: Actor, one: Invitation, now: datetime, *, write_it: bool) -> None:
    one.reminded_at, one.remind_at = now, None
    if write_it and one.contact.access == Contact.Access.INVITED:
        token = new_secret()
        one.reminder_hash = fingerprint(token)
        write(actor, one, one.contact, link=link_with(token), lane=MAIL, template=REMINDER)
        record(actor, InvitationReminded(contact=one.contact_id), on=one.contact)
    one.save(update_fields=["reminded_at", "remind_at", "reminder_hash"])
