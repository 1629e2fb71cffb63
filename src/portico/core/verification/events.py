"""Facts about checks: who was asked, how, and what came of it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("verification.verified", security=True, words=_("Made sure who it is"))
class Verified:
    contact: UUID
    method: str


@event("verification.failed", security=True, refused=True, words=_("Could not make sure who it is"))
class NotVerified:
    """A PIN or code was wrong, used or too late; or the contact said “that is not me”."""

    contact: UUID
    method: str
    how: str


@event("verification.locked", security=True, words=_("Too many wrong PINs: checking paused"))
class Locked:
    contact: UUID
    minutes: int


@event("verification.asked", words=_("Asked a contact to confirm who they are"))
class Asked:
    contact: UUID


@event("verification.code_shown", words=_("Showed a code with which the contact knows us"))
class CodeShown:
    contact: UUID


@event("verification.caller_known", security=True, words=_("Checked who is calling"))
class CallerKnown:
    """A contact typed the code that a caller read out."""

    staff: UUID


@event(
    "verification.caller_unknown",
    security=True,
    refused=True,
    words=_("Typed a caller’s code that is not ours"),
)
class CallerUnknown:
    """Perhaps somebody pretends to be us."""


@event(
    "verification.demands_changed", security=True, words=_("Changed which requests need a check")
)
class DemandsChanged:
    fields: list[str]
