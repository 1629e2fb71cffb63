"""Campaigns: how far they have come, and what became of each person."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, can

from ..models import Campaign, Invitation, Recipient
from ..permissions import SEND_MANY
from ..rules import Tally, reason_words


def campaigns(actor: Actor) -> QuerySet[Campaign]:
    return Campaign.objects.all() if can(actor, SEND_MANY) else Campaign.objects.none()


def campaign(actor: Actor, campaign_id: UUID) -> Campaign:
    if (found := campaigns(actor).filter(pk=campaign_id).first()) is None:
        raise NotVisible("campaign")
    return found


def recipients(actor: Actor, campaign: Campaign) -> QuerySet[Recipient]:
    """Everybody of a campaign that the actor sees already."""
    if not can(actor, SEND_MANY):
        return Recipient.objects.none()
    found = Recipient.objects.filter(campaign=campaign)
    return found.select_related("contact", "company", "invitation")


def people_of(actor: Actor, campaign: Campaign, state: str) -> QuerySet[Recipient]:
    """Those in one state; everybody, if it is none."""
    found = recipients(actor, campaign)
    return found.filter(state=state) if state in Recipient.State else found


def tally(campaign: Campaign) -> Tally:
    return tallies([campaign]).get(campaign.pk, Tally())


def tallies(among: list[Campaign]) -> dict[UUID, Tally]:
    """How far these have come, in one statement."""
    rows = (
        Recipient.objects.filter(campaign_id__in=[one.pk for one in among])
        .values("campaign_id", "state")
        .annotate(n=Count("id"))
        .order_by("campaign_id")
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["campaign_id"], {})[row["state"]] = row["n"]
    return {key: Tally(**numbers) for key, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for failing or skipping, in words, and how often."""

    state: str
    reason: str
    code: int
    words: str
    number: int


def explained(campaign: Campaign) -> list[Why]:
    """Why some failed and others were skipped, the commonest first."""
    states = [Recipient.State.FAILED, Recipient.State.SKIPPED]
    rows = (
        Recipient.objects.filter(campaign=campaign, state__in=states)
        .values("state", "reason", "code")
        .annotate(n=Count("id"))
        .order_by("-n", "state", "reason", "code")[:30]
    )
    return [
        Why(row["state"], row["reason"], row["code"], reason_words(row["reason"]), row["n"])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of the invitations: each stage holds those of the next."""

    sent: int = 0
    delivered: int = 0
    opened: int = 0
    joined: int = 0


def funnel(campaign: Campaign) -> Funnel:
    """Counted by person: whoever was invited again counts once."""
    of_it = Invitation.objects.filter(campaign=campaign, sent_at__isnull=False)
    joined = Q(accepted_at__isnull=False)
    opened = joined | Q(opened_at__isnull=False)
    delivered = opened | Q(delivered_at__isnull=False)
    return Funnel(
        **of_it.aggregate(
            sent=Count("contact", distinct=True),
            delivered=Count("contact", distinct=True, filter=delivered),
            opened=Count("contact", distinct=True, filter=opened),
            joined=Count("contact", distinct=True, filter=joined),
        )
    )
