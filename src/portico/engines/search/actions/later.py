"""Ask for rows to be indexed soon; called where they change."""

from uuid import UUID

from portico.core.jobs.job import DEFAULT, defer

INDEX, COMPLETE = "search.index", "search.complete"  # jobs by name: actions do not import them


def index_later(kind: str, *ids: UUID) -> None:
    """Queue the rows for the index, in the running transaction."""
    defer(INDEX, DEFAULT, {"kind": kind, "ids": [str(one) for one in ids]})


def complete_later() -> None:
    """Queue whatever the index lacks."""
    defer(COMPLETE, DEFAULT, {})
