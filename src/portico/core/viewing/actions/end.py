"""End viewings: one's own, all of them, those whose time is up."""

from collections.abc import Iterable

from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import NotVisible
from portico.core.access.topics import rights_of
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.kernel.live import announce
from portico.kernel.writes import writing

from ..events import ViewingStopped
from ..models import ViewingGrant
from ..permissions import MANAGE, STOP
from ..rules import lasted

Ending = ViewingGrant.Ending


@action(STOP)
def stop_viewing(actor: Actor, row: ViewingGrant) -> bool:
    """Whoever began it stops it; stopping it twice is recorded once."""
    if not isinstance(actor, Staff) or row.staff_id != actor.id:
        raise NotVisible("viewing")
    return close(actor, row, how=Ending.ENDED)


@action(MANAGE)
def kill_viewings(actor: Actor, company: Company | None = None) -> int:
    """Every one that runs, at this company or everywhere, opens nothing any more."""
    found = ViewingGrant.objects.filter(ended_at=None)
    return close_each(actor, found.filter(company=company) if company else found)


@action(MANAGE)
def kill_viewing(actor: Actor, row: ViewingGrant) -> bool:
    """This one."""
    return close(actor, row, how=Ending.KILLED)


@action(MANAGE)
def expire_viewings(actor: Actor) -> int:
    """Those whose time was up and that nobody came back to."""
    now = timezone.now()
    found = ViewingGrant.objects.filter(ended_at=None, expires_at__lte=now)
    return sum(close(actor, row, how=Ending.EXPIRED) for row in found)


def close_each(actor: Actor, rows: Iterable[ViewingGrant]) -> int:
    return sum(close(actor, row, how=Ending.KILLED) for row in rows)


def close(actor: Actor, row: ViewingGrant, *, how: ViewingGrant.Ending) -> bool:
    """One statement decides who ended it, when two try; part of what needs it."""
    now = timezone.now()
    until = min(now, row.expires_at)
    with writing("viewing"):
        running = ViewingGrant.objects.filter(pk=row.pk, ended_at=None)
        if not running.update(ended_at=until, ending=how):
            return False
    fact = ViewingStopped(
        staff_name=row.staff_name,
        contact_name=row.contact_name,
        minutes=lasted(row, until),
        reason=row.reason,
        how=how.value,
    )
    record(actor, fact, on=row)
    if how == Ending.KILLED:  # whoever stops it themselves is on the way to another page
        announce(rights_of(row.contact_id))
    return True
