"""How a status looks: its shape and tone, the same in every list, page and mail."""

from dataclasses import dataclass

from ..models import Category, Ticket


@dataclass(frozen=True, slots=True)
class Look:
    shape: str
    tone: str


LOOKS = {
    Category.NEW: Look("new", "info"),
    Category.OPEN: Look("progress", "info"),
    Category.PAUSED: Look("waiting", "plum"),
    Category.RESOLVED: Look("done", "ok"),
    Category.CLOSED: Look("closed", ""),
}
YOUR_MOVE = Look("waiting", "warn")


def look(category: str, *, waits_for_client: bool) -> Look:
    return YOUR_MOVE if waits_for_client else LOOKS[Category(category)]


def look_of(ticket: Ticket) -> Look:
    return look(ticket.category, waits_for_client=ticket.waits_for_client)
