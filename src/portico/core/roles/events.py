"""What happens to roles."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("roles.presets_installed", security=True, words=_("Put the first roles in place"))
class PresetsInstalled:
    """A new tenant got its first roles."""

    roles: int


@event("roles.granted", security=True, words=_("Gave a role"))
class RoleGranted:
    """Somebody now holds a role."""

    role: UUID
    to: UUID


@event("roles.revoked", security=True, words=_("Took a role away"))
class RoleRevoked:
    """Somebody no longer holds a role."""

    role: UUID
    to: UUID


@event("roles.changed", security=True, words=_("Changed what a role may do"))
class RoleChanged:
    """The permissions of a role changed."""

    role: UUID
    added: list[str]
    removed: list[str]


@event("roles.added", security=True, words=_("Added a role"))
class RoleAdded:
    """There is a new role, maybe made from another one."""

    role: UUID
    copy_of: UUID | None = None


@event("roles.renamed", security=True, words=_("Changed a role"))
class RoleRenamed:
    """A role got another name, description or usual reach."""

    role: UUID
    fields: list[str]


@event("roles.deleted", security=True, words=_("Deleted a role"))
class RoleDeleted:
    """A role that nobody held is gone."""

    role: UUID
    name: str


@event("roles.access_opened", security=True, words=_("Opened portal access"))
class AccessOpened:
    """A contact may sign in to the portal."""

    contact: UUID
    role: UUID


@event("roles.access_closed", security=True, words=_("Closed portal access"))
class AccessClosed:
    """A contact may no longer sign in to the portal."""

    contact: UUID
