"""Fields that a directory keeps in step are nobody's to change by hand."""

from portico.core.people.ports import locks

from ..queries import synced_fields

locks(synced_fields)
