"""How much care a company needs, from figures alone."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portico.core.people.queries import Headcount

from .ports import Concern

QUIET = timedelta(days=30)


def concern_of(
    count: Headcount, *, lets_in: bool, since: datetime, now: datetime
) -> Concern | None:
    """What the portal's own figures say; a company whose portal is off is left in peace."""
    if not lets_in or not count.people:
        return None
    if not count.active:
        if now - since < QUIET and count.invited:
            return None
        return Concern(3, _("nobody has signed in yet"))
    quiet = now - (count.seen or since)
    if quiet > QUIET:
        words = ngettext("quiet for %(n)s day", "quiet for %(n)s days", quiet.days)
        return Concern(2, words % {"n": quiet.days})
    return None
