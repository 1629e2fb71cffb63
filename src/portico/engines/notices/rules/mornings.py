"""When the daily mail is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = 8  # when people begin their day, in their own zone


def last_morning(now: datetime, zone: str) -> datetime:
    """The latest eight o'clock in `zone` that is over; what came before it is due."""
    local = now.astimezone(ZoneInfo(zone))
    morning = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning > local:
        morning = (local - timedelta(days=1)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return morning.astimezone(now.tzinfo)
