"""People to invite, links from mails, and campaigns, for tests."""

import json
import re
from dataclasses import replace
from typing import Any

from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.access.permissions import REGISTRY, For
from portico.core.mail.actions.deliver import fail
from portico.core.mail.events import MailSent
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_contact
from portico.core.tenants.vault import open_text
from portico.kernel.writes import writing

from ..actions.campaigns import Terms, draft_campaign, start_campaign
from ..actions.settle import mail_was_taken
from ..jobs import SELF, pump
from ..models import Campaign, Invitation
from ..queries import eligible_count
from ..rules import Wanted

ALL = frozenset(one.code for one in REGISTRY.values() if one.audience in {For.STAFF, For.BOTH})


def as_owner(staff: Staff) -> Staff:
    return replace(staff, grants=ALL)


def outsiders(company: Company, number: int, **fields: Any) -> list[Contact]:
    """People without access."""
    given = {"access": Contact.Access.NONE, "person": None, "language": "en"} | fields
    return [a_contact(company, f"Person{n:04} Example", **given) for n in range(number)]


def link_in(mail: Message) -> str:
    """What stands behind the # of the link in a mail that still waits."""
    text = json.loads(open_text(mail, "sealed", mail.sealed))[0]
    found = re.search(r"https?://\S+/portal/invitation#(\S+)", text)
    assert found, text
    return found[1]


def mails_to(contact: Contact) -> list[Message]:
    return list(Message.objects.filter(to=contact.email).order_by("id"))


def token_of(contact: Contact) -> str:
    """The newest link that was mailed."""
    return link_in(mails_to(contact)[-1])


def started(olga: Staff, wanted: Wanted | None = None, **terms: Any) -> Campaign:
    """A campaign for everybody who can be invited."""
    draft = draft_campaign(olga, wanted or Wanted())
    number = eligible_count(olga, draft)
    return start_campaign(
        olga, draft, number=number, typed=str(number), sure=True, terms=Terms(**terms)
    )


def turned(campaign: Campaign, *, most: int = 20) -> Campaign:
    """Let its job come back until everything that can be queued is."""
    for _ in range(most):
        _due(campaign)
        pump(campaign=str(campaign.pk))
        campaign.refresh_from_db()
        if campaign.next_turn_at is None or not _pending(campaign):
            break
    return campaign


def _due(campaign: Campaign) -> None:
    with writing("invitations"):
        live = Campaign.objects.filter(pk=campaign.pk, next_turn_at__isnull=False)
        live.update(next_turn_at=timezone.now())


def _pending(campaign: Campaign) -> bool:
    return bool(campaign.recipients.filter(state="pending").exists())


def delivered(invitation: Invitation) -> None:
    """As if the mail server had taken it."""
    with writing("mail"):
        mail_was_taken(SELF, invitation.pk)


def refused(invitation: Invitation, *, code: int = 550) -> None:
    """The mail server refuses the address for good."""
    assert invitation.mail_id
    mail = Message.objects.get(pk=invitation.mail_id)
    mail.code, mail.answer = code, "no such user here"
    with writing("mail", "journal"):
        fail(SELF, mail, "said_no")


__all__ = ["MailSent", "as_owner", "delivered", "link_in", "mails_to", "outsiders", "refused"]
