"""How a ticket may move, and what a message does to it."""

from datetime import datetime, timedelta

from ..models import Category

UNDO_SECONDS = 10
EDIT_MINUTES = 5
SET_BY_ANSWERS = frozenset({Category.OPEN, Category.PAUSED, Category.RESOLVED})
GRACE_DAYS = 5  # working days between resolved and closed


def category_after_client_reply(category: str) -> Category | None:
    """Where a reply of the client moves the ticket; None leaves it where it is."""
    if category in {Category.PAUSED, Category.RESOLVED}:
        return Category.OPEN
    return None


def category_after_answer(category: str) -> Category | None:
    """Where our answer moves the ticket when its author says nothing: nobody waits unheard."""
    return Category.OPEN if category == Category.NEW else None


def asks_back(category: str) -> bool:
    """True where most answers end with a question: from then on we wait for the client."""
    return category in {Category.NEW, Category.OPEN}


def counts_as_reopening(category: str) -> bool:
    return category == Category.RESOLVED


def closes_at(resolved_at: datetime) -> datetime:
    """When a resolved ticket closes by itself: after five working days (Monday to Friday)."""
    moment, left = resolved_at, GRACE_DAYS
    while left:
        moment += timedelta(days=1)
        left -= moment.weekday() < 5
    return moment
