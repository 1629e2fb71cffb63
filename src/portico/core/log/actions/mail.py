"""Mails about security to those who may read the log: an alert at once, the week on Monday."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import override

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import StaffUser
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant

from ..models import Alert, WeeklyMail
from ..permissions import VIEW
from ..queries.watch import WEEK, readers_of_mail, week_of


@action(VIEW)  # not recorded: the alert is
def send_alert_mail(actor: Actor, *, alert_id: UUID) -> int:
    """Everybody who may read the log, whatever they chose about the weekly mail."""
    alert = Alert.objects.filter(pk=alert_id, settled_at=None).first()
    if alert is None:
        return 0
    context = {"alert": alert, "link": address_of(reverse("staff:log:security"))}
    readers = readers_of_mail(declined=True)
    for one in readers:
        _queue(actor, one, "log/mail/alert", context)
    return len(readers)


@action(VIEW)  # not recorded: nothing in the portal changes
def send_week_mail(actor: Actor, *, staff_id: UUID, until: datetime) -> bool:
    """The week before `until`; a second time for the same day sends nothing."""
    reader = next((one for one in readers_of_mail() if one.pk == staff_id), None)
    if reader is None:
        return False
    row, _made = WeeklyMail.objects.select_for_update().get_or_create(staff=reader)
    if row.sent_for == until.date():
        return False
    row.sent_for = until.date()
    row.save(update_fields=["sent_for"])
    with override(reader.language or this_tenant().language):
        week = week_of(until)
    context = {
        "week": week,
        "since": until - WEEK,
        "alerts": Alert.objects.filter(settled_at=None).count(),
        "link": address_of(reverse("staff:log:security")),
    }
    _queue(actor, reader, "log/mail/week", context)
    return True


def _queue(actor: Actor, to: StaffUser, template: str, context: dict[str, object]) -> None:
    queue_mail(
        actor,
        to=to.email,
        name=to.name,
        template=template,
        context={"name": to.name.split(" ", 1)[0], **context},
        language=to.language,
        zone=to.zone,
    )
