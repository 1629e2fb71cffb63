"""What readers have chosen, and for whom something is kept back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.access.permissions import For, can
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import StaffUser
from portico.core.tenants.queries import this_tenant

from ..models import Choice, Held
from ..ports import NOTICES, Notice, Pace, Person, Reader
from ..rules.mornings import last_morning


def notices_for(actor: Actor) -> list[Notice]:
    """The types that can reach this person, in the order they were declared in."""
    kinds = {Contact: For.CONTACTS, Staff: For.STAFF}
    audience = kinds.get(type(actor))
    return [
        one for one in NOTICES.values() if one.audience is audience and can(actor, one.permission)
    ]


def choices_of(reader: UUID, among: Iterable[Notice]) -> dict[str, Pace]:
    """Notice → pace, the usual one where nothing was chosen; one statement."""
    rows = Choice.objects.filter(reader_id=reader).values_list("notice", "mail")
    chosen = {code: Pace(mail) for code, mail in rows}
    return {one.code: chosen.get(one.code, one.usual) for one in among}


def stopped_by_link(reader: UUID) -> dict[str, Pace]:
    """Notice → how it came until a link in a mail stopped it."""
    rows = Choice.objects.filter(reader_id=reader, mail=Pace.OFF).exclude(mail_before="")
    return {code: Pace(was) for code, was in rows.values_list("notice", "mail_before")}


def pace_of(notice: Notice, reader: UUID) -> Pace:
    chosen = Choice.objects.filter(reader_id=reader, notice=notice.code)
    found = chosen.values_list("mail", flat=True).first()
    return Pace(found) if found else notice.usual


def pace_for(notice: Notice, reader: Reader) -> Pace:
    """Who cannot sign in can open nothing that a daily mail names, and so gets each at once."""
    pace = pace_of(notice, reader.id)
    return Pace.AT_ONCE if pace is Pace.DAILY and not reader.can_sign_in else pace


def is_at_once(notice: Notice, reader: Reader) -> bool:
    return pace_for(notice, reader) is Pace.AT_ONCE


def person(reader: UUID) -> Person | None:
    """The row behind a reader's id, with what its zone hangs on."""
    clients = ContactRow.objects.select_related("company", "site")
    return clients.filter(pk=reader).first() or StaffUser.objects.filter(pk=reader).first()


def zone_of(reader: Person) -> str:
    """The reader's own zone, else the site's, else the MSP's."""
    site = reader.site if isinstance(reader, ContactRow) else None
    return reader.zone or (site.zone if site else "") or this_tenant().zone


def due_readers(now: datetime) -> list[UUID]:
    """For whom something waits from before their last eight o'clock."""
    first = Held.objects.values("reader_id").annotate(first=Min("at")).order_by("reader_id")
    since = {row["reader_id"]: row["first"] for row in first}
    rows: list[Person] = [
        *ContactRow.objects.filter(pk__in=since).select_related("company", "site"),
        *StaffUser.objects.filter(pk__in=since),
    ]
    zones = {one.pk: zone_of(one) for one in rows}
    gone = [reader for reader in since if reader not in zones]
    return gone + [
        reader for reader, zone in zones.items() if since[reader] < last_morning(now, zone)
    ]
