"""Nobody touches the access of a colleague who may do more than they may themselves."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import Refusal
from portico.core.people.models import StaffUser
from portico.core.roles.queries import grants_of_staff


class AboveYou(Refusal):
    """Whoever resets a factor or an address could take the account over: not upwards."""

    def __init__(self) -> None:
        super().__init__(
            _("This colleague holds rights that you do not hold. Ask somebody who does.")
        )


def require_not_above(actor: Actor, staff: StaffUser) -> None:
    if not isinstance(actor, Staff) or actor.id == staff.pk:
        return
    if not grants_of_staff(staff.pk) <= actor.grants:
        raise AboveYou
