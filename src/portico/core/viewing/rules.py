"""What viewing as a contact needs, and how long it lasts."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Conflict, Refusal
from portico.core.people.models import Contact

from .models import LONGEST, ViewingGrant, ViewingRule

USUAL = 15  # minutes
PRESETS = (15, 30, 60)
STRICTNESS = [ViewingRule.Mode.ON, ViewingRule.Mode.TICKET, ViewingRule.Mode.OFF]


class NothingToSee(Refusal):
    """Nobody could be at the portal as this contact right now."""

    def __init__(self) -> None:
        super().__init__(_("This person cannot sign in at the moment, so there is nothing to see."))


class Forbidden(Refusal):
    """A switch says so."""

    def __init__(self) -> None:
        super().__init__(_("Viewing as a contact is switched off for this company."))


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Say why: the number of a ticket is enough. The client can read it."), field="reason"
        )


class NoTicket(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Here the reason must have the number of one of this company’s tickets in it."),
            field="reason",
        )


class TooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Choose between 1 and %(most)s minutes.") % {"most": LONGEST}, field="minutes"
        )


class AlreadyViewing(Conflict):
    """One viewing leads to no second one."""

    def __init__(self) -> None:
        super().__init__(_("You are viewing as somebody already. Stop that first."))


def strictest(modes: list[str]) -> ViewingRule.Mode:
    """The stricter of the tenant's and the company's rule; free where nobody has said a thing."""
    found = [ViewingRule.Mode(one) for one in modes] or [ViewingRule.Mode.ON]
    return max(found, key=STRICTNESS.index)


def can_be_seen(contact: Contact) -> bool:
    """Could this contact be at the portal right now?"""
    is_in = contact.access == Contact.Access.ACTIVE and contact.is_active
    return bool(is_in and contact.email and contact.company.lets_in)


def lasted(grant: ViewingGrant, until: datetime) -> int:
    """Minutes, each that began counted as one."""
    return max(1, -(-int((until - grant.started_at).total_seconds()) // 60))
