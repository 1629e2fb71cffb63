"""Some requests are resolved only when it is known who asked for them."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal
from portico.core.verification.models import Demands
from portico.core.verification.queries import is_verified, weight_of

from ..models import Status, Ticket
from ..rules.identity import finishes, kinds_of


class NotChecked(Refusal):
    """A request that needs a check, and had none."""

    def __init__(self) -> None:
        super().__init__(
            _("First make sure who asked for this: check the identity, then resolve it."),
            field="status",
        )


def require_identity(ticket: Ticket, status: Status) -> None:
    """Raise `NotChecked` while the rules of the MSP ask for a check that nobody has made."""
    if ticket.contact_id is None or not finishes(ticket, status):
        return
    refuses = weight_of(kinds_of(ticket)) == Demands.Weight.REFUSE
    if refuses and not is_verified(ticket.pk, ticket.contact_id):
        raise NotChecked
