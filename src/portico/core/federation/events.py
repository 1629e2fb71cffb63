"""What happens around single sign-on; all of it is security."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event(
    "federation.added",
    security=True,
    timeline=("provider",),
    words=_("Began to set up single sign-on"),
)
class ConnectionAdded:
    """There is a connection to an identity provider; nobody signs in with it yet."""

    connection: UUID
    provider: str


@event("federation.changed", security=True, timeline=(), words=_("Changed single sign-on"))
class ConnectionChanged:
    """What we know of the provider, or what it may do, changed."""

    connection: UUID
    fields: list[str]


@event("federation.tested", security=True, words=_("Tested single sign-on"))
class ConnectionTested:
    """Somebody went to the provider and back; nobody was signed in."""

    connection: UUID


@event("federation.activated", security=True, timeline=(), words=_("Switched single sign-on on"))
class ConnectionActivated:
    """People of the company can sign in with it."""

    connection: UUID


@event("federation.stopped", security=True, timeline=(), words=_("Switched single sign-on off"))
class ConnectionStopped:
    """Nobody signs in with it any more; the mailed link works again."""

    connection: UUID


@event("federation.removed", security=True, timeline=(), words=_("Removed single sign-on"))
class ConnectionRemoved:
    """A connection that nobody signs in with is gone, its provider's accounts with it."""

    connection: UUID


@event(
    "federation.domain_added",
    security=True,
    timeline=("domain",),
    words=_("Named a domain of the company"),
)
class DomainAdded:
    """The company says that this domain is its own; nothing follows until DNS says so."""

    domain: str


@event(
    "federation.domain_verified", security=True, timeline=("domain",), words=_("Proved a domain")
)
class DomainVerified:
    """DNS has the record, so the domain is the company's."""

    domain: str


@event(
    "federation.domain_lost",
    security=True,
    timeline=("domain",),
    words=_("A domain is no longer proved"),
)
class DomainLost:
    """The record has been missing for days; nobody is matched by this domain any more."""

    domain: str


@event(
    "federation.domain_removed", security=True, timeline=("domain",), words=_("Took a domain away")
)
class DomainRemoved:
    """The domain plays no part any more."""

    domain: str


@event(
    "federation.enforced",
    security=True,
    timeline=("domain",),
    words=_("Made single sign-on the only way in"),
)
class SignOnEnforced:
    """Addresses of this domain sign in at their provider, and in no other way."""

    domain: str


@event(
    "federation.released",
    security=True,
    timeline=("domain",),
    words=_("Let people in by mailed link again"),
)
class SignOnReleased:
    """Addresses of this domain may use the mailed link again."""

    domain: str


@event("federation.refused", security=True, words=_("Did not get in through single sign-on"))
class SignOnRefused:
    """Somebody came back from the provider and was not let in."""

    connection: UUID
    reason: str


@event(
    "federation.linked", security=True, timeline=(), words=_("Connected an account with a contact")
)
class SubjectLinked:
    """From now on this account at the provider is this contact."""

    connection: UUID
    contact: UUID


@event(
    "federation.forgotten", security=True, timeline=(), words=_("Forgot an account of a contact")
)
class SubjectForgotten:
    """Another account with the same address may become this contact."""

    connection: UUID
    contact: UUID


@event("federation.staff_linked", security=True, words=_("Connected an account with a colleague"))
class StaffSubjectLinked:
    """From now on this account at the provider is this colleague's first factor."""

    connection: UUID
    staff: UUID


@event("federation.staff_forgotten", security=True, words=_("Forgot an account of a colleague"))
class StaffSubjectForgotten:
    """Another account with the same address may become this colleague's."""

    connection: UUID
    staff: UUID
