"""What follows from an upload."""

from portico.core.journal.events import subscribe

from ..events import FileUploaded
from ..jobs import inspect_file


@subscribe(to=FileUploaded)
def look_at_it(fact: FileUploaded) -> None:
    inspect_file.later(file=str(fact.file))
