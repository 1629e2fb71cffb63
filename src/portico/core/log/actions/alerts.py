"""Alerts: raised once for what goes on, counted up while it does, settled by a person."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, NotVisible, Refusal
from portico.core.journal.acting import action, record

from ..events import AlertRaised, AlertSettled, WeeklyMailChosen
from ..models import Alert, WeeklyMail
from ..permissions import VIEW

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was seen: how often, at how many people, and what to say about it."""

    kind: Alert.Kind
    about: str
    count: int
    people: int = 1
    detail: str = ""


class SettledAlready(Conflict):
    """Somebody else has looked into it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has settled this alert in the meantime."))


@action(VIEW)
def raise_alert(actor: Actor, pattern: Pattern) -> bool:
    """Note the pattern; whether it is a new one, so that people are told once."""
    now = timezone.now()
    alert, is_new = Alert.objects.select_for_update().get_or_create(
        kind=pattern.kind,
        about=pattern.about,
        settled_at=None,
        defaults={"first_at": now, "last_at": now, "count": 0},
    )
    alert.count, alert.people = max(alert.count, pattern.count), max(alert.people, pattern.people)
    alert.detail, alert.last_at = pattern.detail, now
    alert.save(update_fields=["count", "people", "detail", "last_at"])
    if is_new:
        record(actor, AlertRaised(alert=alert.pk, kind=alert.kind), on=alert)
    return is_new


@action(VIEW)
def settle_alert(actor: Actor, alert: Alert, *, note: str) -> Alert:
    """Somebody has looked into it; if it goes on, it becomes a new alert."""
    found = Alert.objects.select_for_update().filter(pk=alert.pk).first()
    if found is None:
        raise NotVisible("alert")
    if found.settled_at:
        raise SettledAlready
    if not (said := " ".join(note.split())[:LONGEST_NOTE]):
        raise Refusal(_("Write in a few words what came of it."), field="note")
    found.settled_at, found.settled_by, found.note = timezone.now(), actor.name, said
    found.save(update_fields=["settled_at", "settled_by", "note"])
    record(actor, AlertSettled(alert=found.pk, kind=found.kind, note=said), on=found)
    return found


@action(VIEW)
def choose_weekly_mail(actor: Actor, *, wanted: bool) -> None:
    """Get the weekly mail about security, or no longer; each for oneself."""
    WeeklyMail.objects.update_or_create(staff_id=actor.id, defaults={"wanted": wanted})
    record(actor, WeeklyMailChosen(wanted=wanted))
