"""Invitations of every party: one sent alone, one as part of a campaign, one address left alone."""

from django.utils import timezone

from portico.core.invitations.models import Campaign, Invitation, LeftAlone, Recipient
from portico.core.people.models import Contact
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.writes import writing


def plant_invitations(*contacts: Contact) -> None:
    """For each contact; inside the scope of its tenant."""
    now = timezone.now()
    for contact in contacts:
        whose = {"company_id": contact.company_id, "contact": contact}
        with writing("invitations"):
            campaign = Campaign.objects.create(name="Everybody", state=Campaign.State.DONE)
            sent = Invitation.objects.create(
                **whose,
                campaign=campaign,
                state=Invitation.State.SENT,
                email=contact.email,
                words="See you",
                token_hash=fingerprint(new_secret()),
                sent_at=now,
                expires_at=now,
            )
            Recipient.objects.create(**whose, campaign=campaign, invitation=sent)
            LeftAlone.objects.create(**whose, email=contact.email, why="bounced", at=now)
