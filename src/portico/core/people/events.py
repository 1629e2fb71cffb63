"""What happens to companies and people."""

from uuid import UUID

from portico.core.journal.events import event


@event("people.staff_added", security=True)
class StaffAdded:
    """The MSP has a new employee here; no access yet."""

    staff: UUID


@event("people.staff_changed")
class StaffChanged:
    """Name, title or phone of an employee changed."""

    staff: UUID
    fields: list[str]
