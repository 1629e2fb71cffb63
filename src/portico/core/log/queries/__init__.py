"""Reading the activity log."""

from .leaving import plain
from .lines import (
    MONEY,
    READS,
    SECURITY,
    SYSTEM,
    VIEWED,
    Line,
    Wanted,
    chunks,
    entries,
    first_id,
    line,
    lines,
    seal,
    things_of,
)
from .watch import last_check, open_alerts, readers_of_mail, wants_weekly_mail, week_of

__all__ = [
    "MONEY",
    "READS",
    "SECURITY",
    "SYSTEM",
    "VIEWED",
    "Line",
    "Wanted",
    "chunks",
    "entries",
    "first_id",
    "last_check",
    "line",
    "lines",
    "open_alerts",
    "plain",
    "readers_of_mail",
    "seal",
    "things_of",
    "wants_weekly_mail",
    "week_of",
]
