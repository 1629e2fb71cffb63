"""Files that hang on replies and notes."""

from portico.core.files.ports import attachable

from .. import queries

attachable("tickets", visible=queries.file_ids_visible)
