"""Indexing happens after the change, in a job."""

from uuid import UUID

from portico.core.access.actors import System
from portico.core.jobs.job import job

from .actions.index import index_rows


@job()
def index(*, kind: str, ids: list[str]) -> None:
    """Write the words of these rows."""
    index_rows(System("search"), kind=kind, ids=[UUID(one) for one in ids])
