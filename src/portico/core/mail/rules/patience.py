"""How long a mail waits for its next try, and when to stop trying."""

from datetime import datetime, timedelta

from portico.core.jobs.job import SIGN_IN

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
LONGEST_SIGN_IN = timedelta(minutes=1)  # somebody sits in front of the sign-in page
GIVE_UP_AFTER = timedelta(hours=24)
QUIET = timedelta(seconds=20)  # while the server is away, how long before anybody asks again
LOST_AFTER = timedelta(minutes=10)  # nobody talks that long to a mail server
OVERDUE_AFTER = timedelta(minutes=5)
GONE_WRONG_AFTER = timedelta(hours=48)
KEEP_BODIES_FOR = timedelta(days=90)
KEEP_SECRETS_FOR = timedelta(days=1)


def wait(*, queued_at: datetime, now: datetime, lane: str) -> timedelta:
    """Half of the mail's age: waits grow by half each time, from half a minute to an hour."""
    longest = LONGEST_SIGN_IN if lane == SIGN_IN else LONGEST
    return min(longest, max(FIRST, (now - queued_at) / 2))


def is_hopeless(*, queued_at: datetime, now: datetime) -> bool:
    return now - queued_at >= GIVE_UP_AFTER


def is_too_late(*, useful_until: datetime | None, now: datetime) -> bool:
    return useful_until is not None and useful_until <= now
