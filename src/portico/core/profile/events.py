"""What happens to profiles."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("profile.changed", timeline=("fields",), words=_("Changed their own profile"))
class ProfileChanged:
    """A client changed fields that need nobody's word."""

    contact: UUID
    fields: list[str]


@event("profile.change_requested", security=True, words=_("Asked to change their own profile"))
class ChangeRequested:
    """A client wants another value in a field that somebody must agree to."""

    contact: UUID
    field: str


@event("profile.address_proved", security=True, words=_("Proved a new e-mail address"))
class AddressProved:
    """The code that went to the new address came back."""

    contact: UUID


@event("profile.change_withdrawn", words=_("Withdrew a change of their profile"))
class ChangeWithdrawn:
    contact: UUID
    field: str


@event(
    "profile.change_approved",
    security=True,
    timeline=("field",),
    words=_("Agreed to a change of a profile"),
)
class ChangeApproved:
    """Applied in the same moment."""

    contact: UUID
    field: str


@event("profile.change_rejected", security=True, words=_("Refused a change of a profile"))
class ChangeRejected:
    contact: UUID
    field: str
    reason: str


@event("profile.rules_changed", words=_("Changed what clients change about themselves"))
class RulesChanged:
    fields: list[str]


@event("profile.picture_changed", words=_("Changed their picture"))
class PictureChanged:
    contact: UUID
    there: bool


@event("profile.staff_picture_changed", words=_("Changed the picture that clients see"))
class StaffPictureChanged:
    card: UUID
    there: bool
