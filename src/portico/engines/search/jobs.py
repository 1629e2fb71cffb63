"""Indexing happens after the change, in a job."""

from uuid import UUID

from portico.core.jobs.job import job, schedule

from .actions.complete import complete_index
from .actions.index import index_rows
from .queries import INDEXER


@job()
def index(*, kind: str, ids: list[str]) -> None:
    """Write the words of these rows."""
    index_rows(INDEXER, kind=kind, ids=[UUID(one) for one in ids])


@schedule("41 2 * * *")
@job()
def complete() -> None:
    """What has come without its event, each night."""
    complete_index(INDEXER)
