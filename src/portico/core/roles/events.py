"""What happens to roles."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("roles.presets_installed", security=True, words=_("Put the first roles in place"))
class PresetsInstalled:
    """A new tenant got its first roles."""

    roles: int


@event("roles.granted", security=True, timeline=("called",), words=_("Gave a role"))
class RoleGranted:
    """Somebody now holds a role; `called` is its name, for those who do not see roles."""

    role: UUID
    to: UUID
    called: str = ""


@event("roles.revoked", security=True, timeline=("called",), words=_("Took a role away"))
class RoleRevoked:
    """Somebody no longer holds a role."""

    role: UUID
    to: UUID
    called: str = ""


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


@event("roles.access_opened", security=True, timeline=(), words=_("Opened portal access"))
class AccessOpened:
    """A contact may sign in to the portal; `quiet` when nobody is told by mail."""

    contact: UUID
    role: UUID
    quiet: bool = False


@event("roles.access_closed", security=True, timeline=(), words=_("Closed portal access"))
class AccessClosed:
    """A contact may no longer sign in to the portal."""

    contact: UUID


@event("roles.contact_left", security=True, timeline=(), words=_("Left the company"))
class ContactLeft:
    """Somebody works there no more: nobody signs in as them; whoever keeps their things acts now.

    `successor` is the colleague who takes over what is open, if anybody does.
    """

    contact: UUID
    company: UUID
    successor: UUID | None
    reason: str


@event("roles.contact_returned", security=True, timeline=(), words=_("Works at the company again"))
class ContactReturned:
    """A leaver is back, still without access to the portal."""

    contact: UUID
    company: UUID


@event("roles.default_changed", security=True, words=_("Changed the usual role of new people"))
class DefaultChanged:
    """New people get another role."""

    role: UUID


@event(
    "roles.company_default_changed",
    security=True,
    words=_("Changed the usual role at a company"),
)
class CompanyDefaultChanged:
    """New people of one company get another role, or the same as everywhere again."""

    company: UUID
    role: UUID | None


@event("roles.rule_added", security=True, words=_("Added a rule for roles"))
class RuleAdded:
    """Who is like this gets that role from now on."""

    rule: UUID
    role: UUID
    kind: str


@event("roles.rule_removed", security=True, words=_("Removed a rule for roles"))
class RuleRemoved:
    """The rule no longer counts for new people."""

    rule: UUID
    role: UUID
    kind: str


@event("roles.rule_moved", security=True, words=_("Moved a rule for roles up"))
class RuleMoved:
    """It is tried earlier."""

    rule: UUID


@event("roles.guest_admitted", security=True, words=_("Let somebody into another company"))
class GuestAdmitted:
    """A role counts at another company, too: the person is a guest there."""

    guest: UUID
    home: UUID
    at: UUID


@event("roles.guest_dismissed", security=True, words=_("Ended a visit at another company"))
class GuestDismissed:
    """The person is no guest there any more."""

    guest: UUID
    home: UUID
    at: UUID
