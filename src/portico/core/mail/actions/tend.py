"""Regular care: find mails whose sender died, jobs that got lost, and texts to forget."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import defer
from portico.core.journal.acting import action

from ..models import Message, OwnReason
from ..permissions import MANAGE
from ..rules.patience import (
    GONE_WRONG_AFTER,
    KEEP_BODIES_FOR,
    KEEP_SECRETS_FOR,
    LOST_AFTER,
    OVERDUE_AFTER,
)
from .deliver import EARLY, doubt, fail
from .queue import SEND

MANY = 500


@action(MANAGE)  # not recorded: `doubt` records each mail that it finds
def find_lost_mail(actor: Actor) -> int:
    """Mails that somebody claimed and never told about: nobody knows, so a person must look."""
    before = timezone.now() - LOST_AFTER
    lost = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(state=Message.State.SENDING, claimed_at__lt=before)
        .order_by("id")
    )
    found = list(lost[:MANY])
    for message in found:
        doubt(actor, message)
    return len(found)


@action(MANAGE)  # not recorded: `fail` records each e-mail that it gives up
def give_up_mail(actor: Actor) -> int:
    """E-mails that no job could send for two days, for a reason that is ours: tell a person."""
    now = timezone.now()
    waiting = Message.objects.select_for_update(skip_locked=True).waiting()
    hanging = waiting.filter(queued_at__lt=now - GONE_WRONG_AFTER)
    found = list(hanging.filter(next_try_at__lt=now - OVERDUE_AFTER).order_by("id")[:MANY])
    for message in found:
        fail(actor, message, OwnReason.FAULT.value)
    return len(found)


@action(MANAGE)  # not recorded: nothing changes but the hour at which a job runs
def wake_overdue_mail(actor: Actor) -> int:  # noqa: ARG001  every action has one
    """Mails that wait although their time has come: their job is gone, so queue another."""
    now = timezone.now()
    overdue = Message.objects.waiting().filter(next_try_at__lt=now - OVERDUE_AFTER)
    return _wake(overdue.order_by("next_try_at"), now)


@action(MANAGE)  # not recorded: nothing changes but the hour at which a job runs
def hurry_mail(actor: Actor) -> bool:  # noqa: ARG001  every action has one
    """Send now what was put off, some of it; True when there is more."""
    now = timezone.now()
    waiting = Message.objects.waiting().filter(next_try_at__gt=now + EARLY)
    return _wake(waiting.order_by("queued_at"), now) == MANY


def _wake(found: QuerySet[Message], now: datetime) -> int:
    rows = list(found.values_list("id", "lane")[:MANY])
    Message.objects.filter(id__in=[row[0] for row in rows]).update(next_try_at=now)
    for message_id, lane in rows:
        defer(SEND, lane, {"message": str(message_id)})
    return len(rows)


@action(MANAGE)  # not recorded: keeping less is what was promised
def forget_old_mail(actor: Actor) -> int:  # noqa: ARG001  every action has one
    """Take out the words of old mails; that they were sent, and to whom, stays."""
    now = timezone.now()
    old = Q(ended_at__lt=now - KEEP_BODIES_FOR)
    secret = Q(is_sensitive=True, ended_at__lt=now - KEEP_SECRETS_FOR)
    ended = Message.objects.filter(erased_at=None, ended_at__isnull=False).filter(old | secret)
    return ended.update(text="", html="", sealed=b"", erased_at=now)
