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
