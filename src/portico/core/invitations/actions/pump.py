"""Send a campaign, a handful at a time: whatever dies in between is simply done by the next one.

A turn is one transaction: it takes some people whose turn has not come, gives them access, and
queues their mails. Killed in the middle, nothing of it has happened. The mails leave by
themselves, each once, and tell what became of them.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import BULK, defer
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact
from portico.core.roles.models import Role
from portico.kernel.live import announce

from .. import queries
from ..events import CampaignEnded
from ..models import Campaign, Invitation, LeftAlone, Recipient
from ..permissions import SEND_MANY
from ..rules import (
    ABANDONED,
    BATCH,
    FRESH,
    LONG_PAUSE,
    MOST_UNDER_WAY,
    PAUSE,
    WINDOW,
    obstacle,
    wanted_from,
)
from .campaigns import PUMP, channel
from .issue import (
    JustInvited,
    RoleGone,
    Wishes,
    chosen_role,
    drafted,
    let_in,
    page_address,
    post,
    replace_older,
)

State = Recipient.State
LIVE = [Campaign.State.PLANNED, Campaign.State.RUNNING]


@action(SEND_MANY)
def take_a_turn(actor: Actor, campaign_id: UUID) -> int:
    """Invite the next few, and have the job come back for the rest; how many were looked at.

    Only one works on a campaign at a time: whoever finds it held, or called too early, goes.
    """
    now = timezone.now()
    held = Campaign.objects.select_for_update(skip_locked=True)
    campaign = held.filter(pk=campaign_id, state__in=LIVE, next_turn_at__lte=now).first()
    if campaign is None:
        return 0
    if campaign.started_at is None:
        campaign.state, campaign.started_at = Campaign.State.RUNNING, now
    people = _next(campaign, now)
    _invite_all(actor, campaign, people)
    _come_back(actor, campaign, busy=bool(people))
    announce(channel(campaign.pk))
    return len(people)


def _next(campaign: Campaign, now: datetime) -> list[Recipient]:
    """Whose turn it is: not too many under way at once, and not too many for one mail domain."""
    mine = Recipient.objects.filter(campaign=campaign)
    under_way = mine.filter(state=State.QUEUED, tried_at__gt=now - FRESH).count()
    room = min(BATCH, MOST_UNDER_WAY - under_way)
    if room <= 0:
        return []
    most = max(1, round(queries.settings_now().domain_rate * WINDOW.total_seconds() / 60))
    lately = Counter(_lately(now))
    full = [domain for domain, number in lately.items() if number >= most]
    waiting = mine.filter(state=State.PENDING).exclude(domain__in=full)
    rows = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id")
    taken = []
    for one in rows[:room]:
        if lately[one.domain] < most:
            lately[one.domain] += 1
            taken.append(one)
    return taken


def _lately(now: datetime) -> dict[str, int]:
    """Mails to each domain a moment ago, of all campaigns."""
    rows = Recipient.objects.filter(tried_at__gt=now - WINDOW).values_list("domain")
    return dict(rows.annotate(n=Count("id")).order_by("domain"))


def _invite_all(actor: Actor, campaign: Campaign, people: list[Recipient]) -> None:
    ids = [one.contact_id for one in people]
    contacts = Contact.objects.select_related("company").in_bulk(ids)
    rows = LeftAlone.objects.filter(contact_id__in=ids)
    alone = {(one.contact_id, one.email): one.why for one in rows}
    again = bool(wanted_from(campaign.wanted).again)
    try:
        role: Role | None = chosen_role(campaign)
    except RoleGone:
        for one in people:
            _end(one, State.SKIPPED, "refused")
        return
    wishes = _wishes(campaign, role)
    for one in people:
        contact = contacts.get(one.contact_id)
        if contact is None:
            _end(one, State.SKIPPED, "gone")
        elif stop := obstacle(contact, alone.get((contact.pk, contact.email), "")):
            _end(one, State.SKIPPED, stop)
        elif contact.access == Contact.Access.INVITED and not (again or one.invitation_id):
            _end(one, State.SKIPPED, "invited")
        else:
            _invite(actor, one, contact, wishes)


def _wishes(campaign: Campaign, role: Role | None) -> Wishes:
    return Wishes(
        role=role,
        language=campaign.language,
        words=campaign.words,
        valid_days=campaign.valid_days,
        remind_days=campaign.remind_days,
        by_name=campaign.by_name,
        campaign=campaign,
        page=page_address(),
    )


def _invite(actor: Actor, one: Recipient, contact: Contact, wishes: Wishes) -> None:
    """All of it for this person or nothing: what a rule refuses is undone to here."""
    try:
        with transaction.atomic():
            one.invitation = _sent(actor, contact, wishes)
    except JustInvited:
        _end(one, State.SKIPPED, "invited")
    except Refusal:
        _end(one, State.SKIPPED, "refused")
    else:
        one.state, one.tried_at = State.QUEUED, timezone.now()
        one.save(update_fields=["state", "tried_at", "invitation"])


def _sent(actor: Actor, contact: Contact, wishes: Wishes) -> Invitation:
    if contact.access == Contact.Access.INVITED:  # who has a role keeps it
        wishes = replace(wishes, role=None)
    attempt = replace_older(contact) + 1
    invitation = drafted(contact, wishes, attempt=attempt)
    let_in(actor, contact, wishes.role)
    post(actor, invitation, contact, at=wishes.page)
    return invitation


def _end(one: Recipient, state: Recipient.State, reason: str) -> None:
    one.state, one.reason, one.ended_at = state, reason, timezone.now()
    one.save(update_fields=["state", "reason", "ended_at"])


def _come_back(actor: Actor, campaign: Campaign, *, busy: bool) -> None:
    """Soon while there is something to do, later while a server keeps us waiting; or the end."""
    tally, now = queries.tally(campaign), timezone.now()
    if not tally.left:
        campaign.state, campaign.ended_at = Campaign.State.DONE, now
        campaign.next_turn_at = None
        record(actor, CampaignEnded(campaign=campaign.pk), on=campaign)
    else:
        fresh = campaign.recipients.filter(state=State.QUEUED, tried_at__gt=now - FRESH)
        soon = busy or tally.pending or fresh.exists()
        campaign.next_turn_at = now if busy else now + (PAUSE if soon else LONG_PAUSE)
        defer(PUMP, BULK, {"campaign": str(campaign.pk)}, at=campaign.next_turn_at)
    campaign.save(update_fields=["state", "started_at", "ended_at", "next_turn_at"])


@action(SEND_MANY)  # not recorded: nothing changes but that a job runs
def wake_abandoned(actor: Actor) -> int:  # noqa: ARG001  every action has one
    """Campaigns that should have gone on a while ago: their job is gone, so queue another."""
    late = Campaign.objects.filter(
        state__in=LIVE, next_turn_at__lt=timezone.now() - ABANDONED - LONG_PAUSE
    )
    found = list(late.values_list("pk", flat=True))
    for one in found:
        defer(PUMP, BULK, {"campaign": str(one)})
    return len(found)
