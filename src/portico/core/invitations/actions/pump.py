"""Send a campaign, a handful at a time: whatever dies in between is simply done by the next one.

A turn is one transaction: it takes some people whose turn has not come, gives them access, and
queues their mails. Killed in the middle, nothing of it has happened. The mails leave by
themselves, each once, and tell what became of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import BULK, defer
from portico.core.journal.acting import action, record, recorded_together
from portico.core.people.models import Contact
from portico.core.roles.actions.opening import open_access_to_many
from portico.core.roles.models import Role
from portico.core.tenants.at_hand import at_hand
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
    RoleGone,
    Wishes,
    chosen_role,
    drafted,
    is_just_invited,
    newest_of,
    post_all,
    replace_all,
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


def _invite_all(actor: Actor, campaign: Campaign, people: Sequence[Recipient]) -> None:
    """All of them together: what is the same for all is read once, and rows leave in bulk."""
    if not people:
        return
    try:
        role = chosen_role(campaign)
    except RoleGone:
        _end(people, "refused")
        return
    with at_hand(), recorded_together():
        fit = _let_in(actor, _without_obstacle(campaign, people), role)
        if fit:
            _post(actor, campaign, fit, role)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is invited now, and the invitation of before."""

    row: Recipient
    contact: Contact
    last: Invitation | None
    is_new: bool  # has no access yet


def _without_obstacle(campaign: Campaign, people: Sequence[Recipient]) -> list[Guest]:
    """Whoever can be invited now, locked; the others are skipped, each with the reason."""
    ids = [one.contact_id for one in people]
    held = Contact.objects.select_for_update(of=("self",)).select_related("company")
    contacts = {one.pk: one for one in held.filter(pk__in=ids).order_by("pk")}
    rows = LeftAlone.objects.filter(contact_id__in=ids)
    alone = {(one.contact_id, one.email): one.why for one in rows}
    newest = newest_of(contacts.values())
    again = bool(wanted_from(campaign.wanted).again)
    fit: list[Guest] = []
    stopped: dict[str, list[Recipient]] = {}
    for one in people:
        if (contact := contacts.get(one.contact_id)) is None:
            stopped.setdefault("gone", []).append(one)
            continue
        guest = Guest(one, contact, newest.get(contact.pk), is_new=not contact.can_sign_in)
        stop = obstacle(contact, alone.get((contact.pk, contact.email), ""))
        if stop := stop or _too_soon(guest, again=again):
            stopped.setdefault(stop, []).append(one)
        else:
            fit.append(guest)
    for reason, some in stopped.items():
        _end(some, reason)
    return fit


def _too_soon(guest: Guest, *, again: bool) -> str:
    """Invited meanwhile by another way, or a moment ago."""
    asked = again or guest.row.invitation_id is not None  # or it is tried once more
    is_invited = guest.contact.access == Contact.Access.INVITED and not asked
    return "invited" if is_invited or (guest.last and is_just_invited(guest.last)) else ""


def _let_in(actor: Actor, guests: list[Guest], role: Role | None) -> list[Guest]:
    """Open the access of those who have none; who has a role keeps it.

    Where that is refused, one after the other is tried, so that only those are left out whom it
    concerns.
    """
    new = [one.contact for one in guests if one.is_new]
    try:
        with transaction.atomic():
            open_access_to_many(actor, new, role=role)
    except Refusal:
        if len(guests) > 1:
            return [fit for one in guests for fit in _let_in(actor, [one], role)]
        _end([one.row for one in guests], "refused")
        return []
    return guests


def _post(actor: Actor, campaign: Campaign, guests: Sequence[Guest], role: Role | None) -> None:
    if before := [one.contact for one in guests if one.last]:
        replace_all(before)
    several = []
    for one in guests:
        wishes = _wishes(campaign, role if one.is_new else None)
        attempt = one.last.attempt + 1 if one.last else 1
        several.append((drafted(one.contact, wishes, attempt=attempt), one.contact))
    post_all(actor, several)
    mine = Invitation.objects.filter(contact_id=OuterRef("contact_id")).open()
    Recipient.objects.filter(pk__in=[one.row.pk for one in guests]).update(
        state=State.QUEUED,
        tried_at=timezone.now(),
        invitation_id=Subquery(mine.values("pk")[:1]),
    )


def _wishes(campaign: Campaign, role: Role | None) -> Wishes:
    return Wishes(
        role=role,
        language=campaign.language,
        words=campaign.words,
        valid_days=campaign.valid_days,
        remind_days=campaign.remind_days,
        by_name=campaign.by_name,
        campaign=campaign,
    )


def _end(people: Sequence[Recipient], reason: str) -> None:
    rows = Recipient.objects.filter(pk__in=[one.pk for one in people])
    rows.update(state=State.SKIPPED, reason=reason, ended_at=timezone.now())


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
