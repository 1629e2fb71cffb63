"""Facts about directories and the people they manage, with the words of the log."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event(
    "provisioning.connection_made", security=True, timeline=(), words=_("Set up user provisioning")
)
class ConnectionMade:
    """A directory may be connected; its token was shown once."""

    connection: UUID


@event(
    "provisioning.connection_changed",
    security=True,
    timeline=(),
    words=_("Changed a provisioning connection"),
)
class ConnectionChanged:
    """Name, domains or expiry are different now."""

    connection: UUID


@event(
    "provisioning.token_rotated",
    security=True,
    timeline=(),
    words=_("Made a new provisioning token"),
)
class TokenRotated:
    """There is a new token; the old one works for `hours` more."""

    connection: UUID
    hours: int


@event(
    "provisioning.state_changed",
    security=True,
    timeline=("state",),
    words=_("Switched a provisioning connection"),
)
class StateChanged:
    """It is off, tried out, or live."""

    connection: UUID
    state: str


@event(
    "provisioning.connection_removed",
    security=True,
    timeline=(),
    words=_("Removed a provisioning connection"),
)
class ConnectionRemoved:
    """Whom it managed stays, and is looked after by hand from now on."""

    connection: UUID
    people: int


@event(
    "provisioning.group_mapped",
    security=True,
    timeline=(),
    words=_("Changed which role a directory group gives"),
)
class GroupMapped:
    """Members of this group hold that role, or no longer do."""

    connection: UUID
    group: UUID


@event(
    "provisioning.person_linked",
    security=True,
    timeline=(),
    words=_("A directory manages a contact"),
)
class PersonLinked:
    """A contact that was there already is managed by the directory."""

    connection: UUID
    contact: UUID


@event(
    "provisioning.person_released",
    security=True,
    timeline=(),
    words=_("A directory no longer manages a contact"),
)
class PersonReleased:
    """The directory has removed the person; the contact stays."""

    connection: UUID
    contact: UUID


@event(
    "provisioning.person_detached",
    security=True,
    timeline=(),
    words=_("Separated a contact from a person"),
)
class PersonDetached:
    """The address changed: whoever proves it is somebody of their own."""

    contact: UUID
    person: UUID


@event("provisioning.source_set", security=True, words=_("Let a directory be read at Microsoft"))
class SourceSet:
    """People and groups are read with an application's own sign-in from now on."""

    connection: UUID


@event(
    "provisioning.source_removed",
    security=True,
    words=_("Stopped reading a directory at Microsoft"),
)
class SourceRemoved:
    connection: UUID
