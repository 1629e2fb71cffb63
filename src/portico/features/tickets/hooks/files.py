"""Files that hang on replies and notes: who may open them, and whose page shows their state."""

from uuid import UUID

from portico.core.files.events import FileChecked, FileRefused
from portico.core.files.ports import attachable
from portico.core.journal.events import subscribe

from .. import queries
from ..actions.locking import changed, changed_inside

attachable("tickets", visible=queries.file_ids_visible)


@subscribe(to=FileChecked)
def show_checked(fact: FileChecked) -> None:
    _look_again(fact.file)


@subscribe(to=FileRefused)
def show_refused(fact: FileRefused) -> None:
    _look_again(fact.file)


def _look_again(file_id: UUID) -> None:
    for ticket in queries.tickets_showing(file_id):
        changed(ticket)
    for ticket in queries.tickets_noting(file_id):
        changed_inside(ticket)
