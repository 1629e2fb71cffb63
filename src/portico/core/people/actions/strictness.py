"""New contacts follow the rule about several companies; the database holds them to it."""

from ..models import Contact, MembershipRule


def one_company_only() -> bool:
    """What counts for contacts that come in now; whoever changes it waits until they are in."""
    rule = MembershipRule.objects.values_list("one_company", flat=True).first()
    return bool(rule)


def keep_apart(on: bool) -> None:
    """Mark everybody; addresses that are with two companies would break the constraint."""
    Contact.objects.exclude(only_here=on).update(only_here=on)
