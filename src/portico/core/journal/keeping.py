"""How long the journal is kept, and what becomes of it afterwards.

Ordinary entries are kept for thirteen months unless the tenant names another time, financial ones
for ever or, where it says so, for ten years at least. No role may delete an entry:
`ctx.forget_entries` does, and whatever it is asked, it takes nothing that is unsealed, younger than
a year or, where money is concerned, younger than ten. The seals stay, and each round is an entry
itself, so that the chain can still be verified.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal

from .acting import action, record
from .events import EntriesForgotten, KeepingChanged
from .models import FOR_EVER, MONTHS, YEARS, Keeping, Personal
from .permissions import KEEP

MONTH = timedelta(days=31)  # long ones, so that nothing goes early
YEAR = 12 * MONTH
MANY = 5000


class UnknownTime(Refusal):
    """A time that is not on offer."""

    def __init__(self) -> None:
        super().__init__(_("Choose a time from the list."))


class MoneyFirst(Refusal):
    """Financial entries would go before the ordinary ones."""

    def __init__(self) -> None:
        words = _("Entries about money are kept at least as long as the others.")
        super().__init__(words, field="years")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is older than this may go; None keeps it for ever."""

    ordinary: datetime | None
    money: datetime | None


def keeping() -> Keeping:
    """The tenant's rule; the usual one where none was made."""
    return Keeping.objects.first() or Keeping()


def limits(rule: Keeping, now: datetime) -> Limits:
    return Limits(
        ordinary=now - rule.months * MONTH if rule.months else None,
        money=now - rule.years * YEAR if rule.years else None,
    )


@action(KEEP)
def change_keeping(actor: Actor, *, months: int, years: int) -> Keeping:
    """Say how long entries are kept; the next night acts on it."""
    if months not in MONTHS or years not in YEARS:
        raise UnknownTime
    if years and (months == FOR_EVER or months > 12 * years):
        raise MoneyFirst
    rule = keeping()
    before = {"months": rule.months, "years": rule.years}
    after = {"months": months, "years": years}
    if before != after:
        rule.months, rule.years = months, years
        rule.save()
        record(actor, KeepingChanged(months=months, years=years), before=before, after=after)
    return rule


@action(KEEP)
def forget_entries(actor: Actor) -> int:
    """Take out a batch of what is older than the rule says; returns how many went."""
    now = timezone.now()
    limit = limits(keeping(), now)
    with connection.cursor() as cursor:
        values = [limit.ordinary, limit.money, MANY]
        cursor.execute("SELECT ctx.forget_entries(%s, %s, %s)", values)
        gone = [row[0] for row in cursor.fetchall()]
    if gone:
        Personal.objects.filter(entry_id__in=gone).delete()
        until = max(filter(None, (limit.ordinary, limit.money)))
        record(actor, EntriesForgotten(entries=len(gone), until=until.isoformat()))
    return len(gone)
