"""Ask for tickets to be found again soon; called where somebody gets another name."""

from collections.abc import Iterable
from uuid import UUID

from portico.core.jobs.job import DEFAULT, defer

FIND = "tickets.find_by_new_name"  # a job by its name: actions do not import them


def find_later(*, companies: Iterable[UUID] = (), contacts: Iterable[UUID] = ()) -> None:
    """Queue all tickets of these for the index, in the running transaction."""
    whose = {"companies": companies, "contacts": contacts}
    defer(FIND, DEFAULT, {which: [str(one) for one in ids] for which, ids in whose.items()})
