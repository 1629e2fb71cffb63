"""Invite one person, again, later, by hand, or not any more."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, System
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import Conflict, NotVisible, Refusal, require
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.people.actions.contacts import add_colleague, add_contact
from portico.core.people.models import Company, Contact
from portico.core.people.ports import an_email
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS

from .. import queries
from ..events import AddressCleared, InvitationPlanned, InvitationRevoked
from ..models import LONGEST_WORDS, Invitation, LeftAlone
from ..permissions import INVITE
from ..rules import is_open
from .issue import Wishes, chosen_role, drafted, hand_over, let_in, post, replace_older

State = Invitation.State
SEND_PLANNED = "invitations.send_planned"  # the job, by name: actions do not import jobs


class CannotInvite(Refusal):
    """Something stands in the way; the words say what to do about it."""


class NothingToSend(Conflict):
    """There is no invitation that could be sent again or taken back."""

    def __init__(self) -> None:
        super().__init__(_("There is no open invitation. Somebody may have dealt with it."))


@action(INVITE)
def invite(
    actor: Actor,
    contact: Contact,
    *,
    role: Role | None = None,
    language: str = "",
    message: str = "",
    send_at: datetime | None = None,
) -> Invitation:
    """Give access and mail a link, now or on a later day; the link of before dies."""
    contact = _checked(contact)
    if contact.access == Contact.Access.ACTIVE:
        raise CannotInvite(_("This person signs in already. There is nothing to invite to."))
    invitation = _new(actor, contact, role=role, language=language, message=message)
    if send_at is not None and send_at > timezone.now():
        if isinstance(actor, ContactActor):
            raise CannotInvite(_("Ask for it now: only we plan invitations for a later day."))
        require(actor, GIVE_ACCESS, on=contact)
        return _planned(actor, invitation, contact, send_at)
    let_in(actor, contact, role)
    return _sent(actor, invitation, contact)


@action(INVITE)  # not recorded: inviting records itself
def welcome(actor: Actor, *, contact_id: UUID) -> bool:
    """Access was given without a word: tell the person, unless somebody has done so since."""
    found = Contact.objects.filter(pk=contact_id, access=Contact.Access.INVITED).first()
    if found is None or not queries.can_be_told(found):
        return False
    invite(actor, found)
    return True


@action(INVITE)
def resend(actor: Actor, contact: Contact) -> Invitation:
    """The same invitation with a new link; the old one no longer works."""
    contact = _checked(contact)
    invitation = _again(actor, contact)
    let_in(actor, contact, None)
    return _sent(actor, invitation, contact)


def _sent(actor: Actor, invitation: Invitation, contact: Contact) -> Invitation:
    """By mail at once; what a client's admin asks for is put together outside the portal's view,
    which does not know the hosts that links need."""
    if isinstance(actor, ContactActor):
        invitation.role_id = None  # given already, below the ceiling; the job gives nothing more
        return _planned(actor, invitation, contact, timezone.now())
    post(actor, invitation, contact)
    return invitation


@action(INVITE)
def make_link(actor: Actor, contact: Contact) -> str:
    """A new link to hand over by another way; it is shown once. Mailed ones no longer work."""
    if isinstance(actor, ContactActor):
        raise CannotInvite(_("Ask for an e-mail instead: only we make links to hand over."))
    contact = _checked(contact)
    invitation = _again(actor, contact)
    let_in(actor, contact, None)
    return hand_over(actor, invitation, contact)


@action(INVITE)
def revoke(actor: Actor, contact: Contact) -> None:
    """The link dies, and who has never signed in has no access any more."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    found = Invitation.objects.select_for_update().filter(contact=contact).open()
    if not found.update(state=State.REVOKED, reason="revoked", ended_at=timezone.now()):
        raise NothingToSend
    if contact.access == Contact.Access.INVITED:
        close_access(actor, contact)
    record(actor, InvitationRevoked(contact=contact.pk), on=contact)


@action(INVITE)  # not recorded: opening the access records itself
def enable_silently(actor: Actor, contact: Contact, *, role: Role | None = None) -> Contact:
    """Give access and tell nobody; whoever knows the portal's address can sign in."""
    found = Contact.objects.select_related("company").get(pk=contact.pk)
    return open_access(actor, found, role=role, quiet=True)


@action(INVITE)
def clear_address(actor: Actor, contact: Contact) -> None:
    """Somebody made sure that mail arrives there, or that the person wants it after all."""
    if LeftAlone.objects.filter(contact=contact).delete()[0]:
        record(actor, AddressCleared(contact=contact.pk), on=contact)


@action(INVITE)
def invite_person(  # noqa: PLR0913  every one of these is a fact about the person
    actor: Actor,
    company: Company,
    *,
    name: str,
    email: str,
    role: Role | None = None,
    language: str = "",
    message: str = "",
) -> Invitation:
    """Invite somebody by address; who is not known at the company yet is added first."""
    known = Contact.objects.filter(
        company=company, email=an_email(email), is_shared_mailbox=False
    ).first()
    contact = known if known and email.strip() else _added(actor, company, name=name, email=email)
    return invite(actor, contact, role=role, language=language, message=message)


def _added(actor: Actor, company: Company, *, name: str, email: str) -> Contact:
    if isinstance(actor, ContactActor):
        return add_colleague(actor, company, name=name, email=email, title="")
    if not email.strip():
        raise CannotInvite(_("Write an e-mail address."), field="email")
    return add_contact(actor, company, name=name, email=email)


@action(INVITE)
def send_planned(actor: Actor, *, invitation_id: UUID) -> bool:
    """The day has come: open the access and send. Runs once, whoever calls it how often."""
    planned = Invitation.objects.select_for_update(skip_locked=True).filter(
        pk=invitation_id, state=State.CREATED, send_at__lte=timezone.now()
    )
    if (invitation := planned.first()) is None:
        return False
    contact = Contact.objects.select_related("company").get(pk=invitation.contact_id)
    try:
        contact = _checked(contact)
        role = chosen_role(invitation)
    except Refusal:
        return _dropped(actor, invitation, contact)
    let_in(actor, contact, role)
    post(actor, invitation, contact)
    return True


def _dropped(actor: Actor, invitation: Invitation, contact: Contact) -> bool:
    """What stood in the way by then stands on the person's page."""
    invitation.state, invitation.reason = State.REVOKED, "refused"
    invitation.ended_at = timezone.now()
    invitation.save(update_fields=["state", "reason", "ended_at"])
    record(actor, InvitationRevoked(contact=contact.pk), on=contact)
    return False


def _planned(
    actor: Actor, invitation: Invitation, contact: Contact, send_at: datetime
) -> Invitation:
    invitation.send_at = send_at
    invitation.save(force_insert=True)
    defer(SEND_PLANNED, DEFAULT, {"invitation": str(invitation.pk)}, at=send_at)
    fact = InvitationPlanned(contact=contact.pk, until=send_at.isoformat(timespec="minutes"))
    record(actor, fact, on=contact)
    return invitation


def _new(
    actor: Actor, contact: Contact, *, role: Role | None, language: str, message: str
) -> Invitation:
    usual = queries.settings_now()
    wishes = Wishes(
        role=role,
        language=language,
        words=_fitting(message),
        valid_days=usual.valid_days,
        remind_days=usual.remind_days,
        by_name="" if isinstance(actor, System) else actor.name,
    )
    return drafted(contact, wishes, attempt=replace_older(contact) + 1)


def _again(actor: Actor, contact: Contact) -> Invitation:
    """A copy of the newest one, without its secret; a plain one if there was none."""
    newest = Invitation.objects.filter(contact=contact).order_by("-id").first()
    if newest is None and not contact.can_sign_in:
        raise NothingToSend
    if newest is None or newest.state == State.CREATED:
        return _new(actor, contact, role=None, language="", message="")
    if contact.access == Contact.Access.ACTIVE:
        raise CannotInvite(_("This person signs in already. There is nothing to invite to."))
    wishes = Wishes(
        language=newest.language,
        words=newest.words,
        valid_days=newest.valid_days,
        remind_days=newest.remind_days,
        by_name=newest.by_name if isinstance(actor, System) else actor.name,
        campaign=newest.campaign,
    )
    return drafted(contact, wishes, attempt=replace_older(contact) + 1)


def _fitting(message: str) -> str:
    words = message.replace("\0", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST_WORDS:
        raise CannotInvite(_("Write at most 1,000 characters."), field="message")
    return words


def _checked(contact: Contact) -> Contact:
    """The row, locked, if this person can be invited at all."""
    held = Contact.objects.select_for_update(of=("self",)).select_related("company")
    found = held.filter(pk=contact.pk).first()
    if found is None:
        raise NotVisible("contact")
    if not found.is_active:
        raise CannotInvite(_("This person no longer works there."))
    if not is_open(found.company):
        raise CannotInvite(_("The portal of this company is off. Switch it on first."))
    if not found.email:
        raise CannotInvite(_("There is no e-mail address. Add one first."), field="email")
    if alone := queries.left_alone(found):
        raise CannotInvite(ALONE[LeftAlone.Why(alone.why)], field="email")
    return found


ALONE = {
    LeftAlone.Why.BOUNCED: _(
        "E-mail to this address comes back. Correct the address, or say that it is right."
    ),
    LeftAlone.Why.DECLINED: _(
        "This person asked not to be invited. If they changed their mind, say so first."
    ),
}
