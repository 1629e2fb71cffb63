"""Make an invitation and hand it over: a new link, the old ones dead, access open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.jobs.job import BULK, MAIL
from portico.core.journal.acting import record
from portico.core.mail.actions.queue import Mail, queue_mails
from portico.core.mail.models import Message
from portico.core.people.models import Contact
from portico.core.roles.actions.access import open_access
from portico.core.roles.models import Role
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_secret

from ..events import InvitationLinkMade, InvitationSent
from ..models import Campaign, Invitation
from ..rules import COOL_DOWN

State = Invitation.State
MAIL_TEMPLATE = "invitations/mail/invitation"
PAGE = "portal:invitations:invitation"


class JustInvited(Conflict):
    """The last one is still on its way."""

    def __init__(self) -> None:
        super().__init__(_("An invitation has just gone out. Wait two minutes, then try again."))


class RoleGone(Refusal):
    """The role that was chosen does not exist any more."""

    def __init__(self) -> None:
        super().__init__(_("This role is not there any more. Choose another one."), field="role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an invitation says and gives; no role means the one that the rules choose."""

    role: Role | None = None
    language: str = ""
    words: str = ""
    valid_days: int = 14
    remind_days: int = 0
    by_name: str = ""
    campaign: Campaign | None = None


def drafted(contact: Contact, wishes: Wishes, *, attempt: int) -> Invitation:
    """The row, before anything of it has left."""
    return Invitation(
        company_id=contact.company_id,
        contact=contact,
        campaign=wishes.campaign,
        email=contact.email,
        role_id=wishes.role.pk if wishes.role else None,
        language=wishes.language,
        words=wishes.words,
        valid_days=wishes.valid_days,
        remind_days=wishes.remind_days,
        by_name=wishes.by_name[:200],
        attempt=attempt,
    )


def replace_older(contact: Contact) -> int:
    """End what is open for this contact; how many invitations there have been before.

    The contact's row is locked, so two who invite the same person do it one after the other.
    """
    list(Contact.objects.select_for_update().filter(pk=contact.pk).values_list("pk"))
    newest = newest_of([contact]).get(contact.pk)
    if newest is None:
        return 0
    if is_just_invited(newest):
        raise JustInvited
    replace_all([contact])
    return newest.attempt


def newest_of(contacts: Collection[Contact]) -> dict[UUID, Invitation]:
    """The newest invitation of each who has had one."""
    rows = Invitation.objects.filter(contact__in=contacts).order_by("contact_id", "-id")
    return {one.contact_id: one for one in rows.distinct("contact_id")}


def is_just_invited(newest: Invitation) -> bool:
    """Is the last one still on its way?"""
    if newest.sent_at is None or newest.state not in Invitation.LEFT:
        return False
    return newest.sent_at > timezone.now() - COOL_DOWN


def replace_all(contacts: Collection[Contact]) -> None:
    """End what is open for these, whose rows are locked."""
    older = Invitation.objects.filter(contact__in=contacts).open()
    older.update(state=State.REVOKED, reason="replaced", ended_at=timezone.now())


def let_in(actor: Actor, contact: Contact, role: Role | None) -> None:
    """Open the access that the invitation leads to; who has it keeps it, unless a role is named."""
    if role is not None or not contact.can_sign_in:
        open_access(actor, contact, role=role, quiet=True)  # the invitation tells them


def chosen_role(invitation: Invitation | Campaign) -> Role | None:
    """The role that was chosen, if it is still there."""
    if invitation.role_id is None:
        return None
    if (role := Role.objects.filter(pk=invitation.role_id).first()) is None:
        raise RoleGone
    return role


def post(actor: Actor, invitation: Invitation, contact: Contact) -> None:
    """Make the secret, keep its fingerprint, queue the mail."""
    lane = BULK if invitation.campaign_id else MAIL
    (message,) = queue_mails(actor, [_letter(invitation, contact, page_address(), lane)])
    invitation.mail_id = message.pk
    invitation.save()
    _told(actor, invitation, contact)


def post_all(actor: Actor, several: Sequence[tuple[Invitation, Contact]]) -> None:
    """The same for many new ones, with a few statements for all of them."""
    page = page_address()
    mails = queue_mails(actor, [_letter(one, contact, page, BULK) for one, contact in several])
    for (invitation, _contact), mail in zip(several, mails, strict=True):
        invitation.mail_id = mail.pk
    Invitation.objects.bulk_create([one for one, _contact in several])
    for invitation, contact in several:
        _told(actor, invitation, contact)


def _letter(invitation: Invitation, contact: Contact, page: str, lane: str) -> Mail:
    link = link_with(_signed(invitation), page)
    invitation.channel = Invitation.Channel.MAIL
    return mail_about(invitation, contact, link=link, lane=lane, template=MAIL_TEMPLATE)


def _told(actor: Actor, invitation: Invitation, contact: Contact) -> None:
    fact = InvitationSent(
        contact=contact.pk, attempt=invitation.attempt, campaign=invitation.campaign_id
    )
    record(actor, fact, on=contact, after={"to": invitation.email})


def hand_over(actor: Actor, invitation: Invitation, contact: Contact) -> str:
    """The whole link, which is shown once and mailed to nobody."""
    token = _signed(invitation)
    invitation.channel, invitation.remind_at = Invitation.Channel.LINK, None
    invitation.save()
    record(actor, InvitationLinkMade(contact=contact.pk, attempt=invitation.attempt), on=contact)
    return link_with(token)


def page_address() -> str:
    """Where links lead."""
    return address_of(reverse(PAGE))


def link_with(token: str, at: str = "") -> str:
    return f"{at or page_address()}#{token}"


def _signed(invitation: Invitation) -> str:
    token, now = new_secret(), timezone.now()
    invitation.token_hash = fingerprint(token)
    invitation.state, invitation.sent_at = State.SENT, now
    invitation.expires_at = now + timedelta(days=invitation.valid_days)
    invitation.remind_at = remind_at(invitation, now)
    return token


def remind_at(invitation: Invitation, now: datetime) -> datetime | None:
    """Never after the link has ended."""
    if not 0 < invitation.remind_days < invitation.valid_days:
        return None
    return now + timedelta(days=invitation.remind_days)


def write(
    actor: Actor,
    invitation: Invitation,
    contact: Contact,
    *,
    link: str,
    lane: str,
    template: str = MAIL_TEMPLATE,
) -> Message:
    """Queue the mail; its text holds the link, so it is sealed until it has left."""
    wanted = mail_about(invitation, contact, link=link, lane=lane, template=template)
    (message,) = queue_mails(actor, [wanted])
    return message


def mail_about(
    invitation: Invitation, contact: Contact, *, link: str, lane: str, template: str
) -> Mail:
    return Mail(
        to=invitation.email,
        name=contact.name,
        template=template,
        context=context_of(invitation, contact, link=link),
        language=invitation.language or contact.language,
        zone=contact.zone,
        lane=lane,
        sensitive=True,
        about=invitation,
        until=invitation.expires_at,
    )


def context_of(invitation: Invitation, contact: Contact, *, link: str) -> dict[str, object]:
    """What the templates of the mail are told."""
    tenant = this_tenant()
    return {
        "name": contact.first_name,
        "by": invitation.by_name,
        "msp": tenant.name,
        "portal": tenant.portal_name or tenant.name,
        "company": contact.company.name,
        "email": invitation.email,
        "words": invitation.words,
        "until": invitation.expires_at,
        "link": link,
    }
