"""What happens to a tenant and to its settings."""

from uuid import UUID

from portico.core.journal.events import event


@event("settings.tenant_created", security=True)
class TenantCreated:
    """A new MSP lives here. Features put their first rows in place, in its language."""

    tenant: UUID
    host: str
    language: str
