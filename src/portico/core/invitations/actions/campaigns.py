"""Choose people, confirm the number, and start; pause, go on, stop, try again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, NotVisible, Refusal, require
from portico.core.jobs.job import BULK, defer
from portico.core.journal.acting import action, record
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.kernel.live import announce
from portico.kernel.postgres.turns import take_turn

from .. import queries
from ..events import (
    CampaignCancelled,
    CampaignDrafted,
    CampaignPaused,
    CampaignResumed,
    CampaignStarted,
)
from ..models import LONGEST_WORDS, Campaign, Recipient
from ..permissions import SEND_MANY
from ..rules import TYPED_ABOVE, Wanted, domain_of, is_retried

State = Campaign.State
PUMP = "invitations.pump"  # the job, by name: actions do not import jobs
MOST_UNTICKED = 20_000


class Stale(Conflict):
    """Meanwhile another number of people would be invited than was confirmed."""

    def __init__(self, confirmed: int, now: int) -> None:
        words = ngettext(
            "Meanwhile it is %(now)d person and not %(confirmed)d. Nobody has been invited yet. "
            "Look again and confirm the new number.",
            "Meanwhile it is %(now)d people and not %(confirmed)d. Nobody has been invited yet. "
            "Look again and confirm the new number.",
            now,
        )
        super().__init__(words % {"now": now, "confirmed": confirmed}, now=now)


class NotSo(Conflict):
    """The campaign is in another state than the page showed."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Somebody has dealt with this meanwhile. Look again."))


class Unconfirmed(Refusal):
    """The box is not ticked, or the number was not typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What everybody of a campaign gets."""

    role: Role | None = None
    language: str = ""
    message: str = ""
    valid_days: int = 14
    remind_days: int = 0
    starts_at: datetime | None = None


@action(SEND_MANY)
def draft_campaign(actor: Actor, wanted: Wanted) -> Campaign:
    """Begin: from whom is chosen. Nobody is invited yet."""
    usual = queries.settings_now()
    campaign = Campaign(
        wanted=wanted.as_json(),
        valid_days=usual.valid_days,
        remind_days=usual.remind_days,
        by_id=actor.id,
        by_name=actor.name[:200],
    )
    campaign.save(force_insert=True)
    record(actor, CampaignDrafted(campaign=campaign.pk), on=campaign)
    return campaign


@action(SEND_MANY)  # not recorded: nobody is invited by choosing
def choose(
    actor: Actor,  # noqa: ARG001  every action has one
    campaign: Campaign,
    *,
    shown: set[UUID],
    kept: set[UUID],
) -> Campaign:
    """Of the people on a page, those stay that are ticked; of all others nothing changes."""
    campaign = _held(campaign, State.DRAFT)
    without = {UUID(str(one)) for one in campaign.without} - (shown & kept) | (shown - kept)
    if len(without) > MOST_UNTICKED:
        raise Refusal(_("That are too many to leave out one by one. Narrow the filters instead."))
    campaign.without = sorted(str(one) for one in without)
    campaign.save(update_fields=["without"])
    return campaign


@action(SEND_MANY)  # not recorded: nobody is invited by choosing
def choose_everybody(actor: Actor, campaign: Campaign) -> Campaign:  # noqa: ARG001  as above
    """Tick all of them again."""
    campaign = _held(campaign, State.DRAFT)
    campaign.without = []
    campaign.save(update_fields=["without"])
    return campaign


@action(SEND_MANY)
def start_campaign(
    actor: Actor, campaign: Campaign, *, number: int, typed: str, sure: bool, terms: Terms
) -> Campaign:
    """Everybody chosen gets an invitation, if the number is still the one that was confirmed.

    Two who start at the same moment do it one after the other, so the second sees that the
    first one's people are taken.
    """
    require(actor, GIVE_ACCESS)
    take_turn("invitations.start")
    campaign = _held(campaign, State.DRAFT)
    people = queries.chosen_ids(actor, campaign)
    _check(number, typed, sure=sure, now=len(people))
    Recipient.objects.bulk_create(
        [
            Recipient(campaign=campaign, contact_id=one, company_id=of, domain=domain_of(email))
            for one, of, email in people
        ],
        batch_size=1000,
    )
    _agreed(campaign, terms, people=len(people))
    record(actor, CampaignStarted(campaign=campaign.pk, people=len(people)), on=campaign)
    return campaign


def _check(number: int, typed: str, *, sure: bool, now: int) -> None:
    if number != now:
        raise Stale(number, now)
    if now == 0:
        raise Unconfirmed(_("There is nobody to invite. Tick at least one person."))
    if not sure:
        raise Unconfirmed(_("Tick the box, so that we know that you mean it."), field="sure")
    if now > TYPED_ABOVE and typed.strip().replace(",", "").replace(".", "") != str(now):
        raise Unconfirmed(
            _("That many people are confirmed by typing their number: %(n)d.") % {"n": now},
            field="typed",
        )


def _agreed(campaign: Campaign, terms: Terms, *, people: int) -> None:
    now = timezone.now()
    later = terms.starts_at if terms.starts_at and terms.starts_at > now else None
    words = terms.message.replace("\0", "").strip()
    if len(words) > LONGEST_WORDS:
        raise Unconfirmed(_("Write at most 1,000 characters."), field="message")
    campaign.role_id = terms.role.pk if terms.role else None
    campaign.language, campaign.words = terms.language, words
    campaign.valid_days, campaign.remind_days = terms.valid_days, terms.remind_days
    campaign.starts_at = later
    campaign.state = State.PLANNED if later else State.RUNNING
    campaign.started_at = None if later else now
    campaign.name = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    campaign.next_turn_at = later or now
    campaign.save()
    defer(PUMP, BULK, {"campaign": str(campaign.pk)}, at=later)


@action(SEND_MANY)
def pause_campaign(actor: Actor, campaign: Campaign) -> Campaign:
    """Nothing more leaves; what is on its way arrives."""
    campaign = _held(campaign, State.RUNNING, State.PLANNED)
    campaign.state, campaign.paused_at = State.PAUSED, timezone.now()
    campaign.next_turn_at = None
    campaign.save(update_fields=["state", "paused_at", "next_turn_at"])
    record(actor, CampaignPaused(campaign=campaign.pk), on=campaign)
    announce(channel(campaign.pk))
    return campaign


@action(SEND_MANY)
def resume_campaign(actor: Actor, campaign: Campaign) -> Campaign:
    """Go on with the rest."""
    campaign = _held(campaign, State.PAUSED)
    _run(campaign)
    left = queries.tally(campaign).pending
    record(actor, CampaignResumed(campaign=campaign.pk, people=left), on=campaign)
    return campaign


@action(SEND_MANY)
def cancel_campaign(actor: Actor, campaign: Campaign) -> Campaign:
    """Whoever's turn has not come is not invited."""
    campaign = _held(campaign, State.RUNNING, State.PLANNED, State.PAUSED)
    now = timezone.now()
    pending = campaign.recipients.filter(state=Recipient.State.PENDING)
    stopped = pending.update(state=Recipient.State.SKIPPED, reason="cancelled", ended_at=now)
    campaign.state, campaign.ended_at, campaign.next_turn_at = State.CANCELLED, now, None
    campaign.save(update_fields=["state", "ended_at", "next_turn_at"])
    record(actor, CampaignCancelled(campaign=campaign.pk, people=stopped), on=campaign)
    announce(channel(campaign.pk))
    return campaign


@action(SEND_MANY)
def retry_failed(actor: Actor, campaign: Campaign) -> Campaign:
    """Try those again that failed for a reason that may have passed."""
    campaign = _held(campaign, State.RUNNING, State.DONE, State.CANCELLED)
    failed = campaign.recipients.filter(state=Recipient.State.FAILED)
    reasons = failed.order_by("reason").values_list("reason", flat=True).distinct()
    again = failed.filter(reason__in=[one for one in reasons if is_retried(one)])
    number = again.update(
        state=Recipient.State.PENDING, reason="", code=0, answer="", tried_at=None, ended_at=None
    )
    if not number:
        raise NotSo
    _run(campaign)
    record(actor, CampaignResumed(campaign=campaign.pk, people=number), on=campaign)
    return campaign


def _run(campaign: Campaign) -> None:
    now = timezone.now()
    if rested := campaign.paused_at or campaign.ended_at:  # or the time left would count it
        campaign.paused_seconds += int((now - rested).total_seconds())
    planned = campaign.started_at is None and campaign.starts_at and campaign.starts_at > now
    campaign.state = State.PLANNED if planned else State.RUNNING
    campaign.started_at = None if planned else campaign.started_at or now
    campaign.paused_at = campaign.ended_at = None
    campaign.next_turn_at = campaign.starts_at if planned else now
    campaign.save()
    defer(PUMP, BULK, {"campaign": str(campaign.pk)}, at=campaign.next_turn_at)
    announce(channel(campaign.pk))


def channel(campaign_id: UUID) -> str:
    """What open pages listen to."""
    return f"campaign:{campaign_id}"


def _held(campaign: Campaign, *states: Campaign.State) -> Campaign:
    """The row, locked, if it is in one of these states."""
    found = Campaign.objects.select_for_update().filter(pk=campaign.pk).first()
    if found is None:
        raise NotVisible("campaign")
    if found.state not in states:
        raise NotSo
    return found
