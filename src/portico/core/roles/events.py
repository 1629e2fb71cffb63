"""What happens to roles."""

from uuid import UUID

from portico.core.journal.events import event


@event("roles.presets_installed", security=True)
class PresetsInstalled:
    """A new tenant got its first roles."""

    roles: int


@event("roles.granted", security=True)
class RoleGranted:
    """Somebody now holds a role."""

    role: UUID
    to: UUID


@event("roles.revoked", security=True)
class RoleRevoked:
    """Somebody no longer holds a role."""

    role: UUID
    to: UUID


@event("roles.changed", security=True)
class RoleChanged:
    """The permissions of a role changed."""

    role: UUID
    added: list[str]
    removed: list[str]


@event("roles.added", security=True)
class RoleAdded:
    """There is a new role, maybe made from another one."""

    role: UUID
    copy_of: UUID | None = None


@event("roles.renamed", security=True)
class RoleRenamed:
    """A role got another name, description or usual reach."""

    role: UUID
    fields: list[str]


@event("roles.deleted", security=True)
class RoleDeleted:
    """A role that nobody held is gone."""

    role: UUID
    name: str


@event("roles.access_opened", security=True)
class AccessOpened:
    """A contact may sign in to the portal."""

    contact: UUID
    role: UUID


@event("roles.access_closed", security=True)
class AccessClosed:
    """A contact may no longer sign in to the portal."""

    contact: UUID
