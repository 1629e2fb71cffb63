"""Whether a person may belong to several companies, as many people really do, or to one only."""

from django.utils.translation import ngettext

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.journal.acting import action, record

from ..events import MembershipChanged
from ..models import MembershipRule
from ..permissions import MANAGE_RULES
from ..queries import in_several
from .strictness import keep_apart


class InSeveral(Conflict):
    """Some people are with several companies already."""

    def __init__(self, addresses: list[str], number: int) -> None:
        words = ngettext(
            "%(n)s address is with several companies: %(some)s. Keep one contact each first.",
            "%(n)s addresses are with several companies: %(some)s. Keep one contact each first.",
            number,
        )
        super().__init__(words % {"n": number, "some": ", ".join(addresses)})


@action(MANAGE_RULES)
def change_membership(actor: Actor, *, one_company: bool) -> None:
    """Counts at once, for everybody who is here and everybody to come."""
    rule, _made = MembershipRule.objects.select_for_update().get_or_create()
    if rule.one_company == one_company:
        return
    if one_company and (found := in_several(actor)):
        raise InSeveral(found[:5], len(found))
    rule.one_company = one_company
    rule.save(update_fields=["one_company"])
    keep_apart(one_company)
    record(actor, MembershipChanged(one_company=one_company), on=rule)
