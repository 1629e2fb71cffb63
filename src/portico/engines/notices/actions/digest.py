"""The daily mail: what was kept back, as far as its reader may see it right now."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from portico.core.access.actors import Actor
from portico.core.identity.who import as_contact, as_staff
from portico.core.journal.acting import action, record
from portico.core.journal.ports import Named, names_of
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import StaffUser
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tenants.addresses import address_of
from portico.kernel.tenancy import current_tenant, portal_scope, scope

from .. import queries
from ..events import DigestMade
from ..models import Held
from ..permissions import TELL
from ..ports import NOTICES, Pace, Person
from ..queries.links import DIGEST, Wish
from ..rules.mornings import last_morning
from .tell import stop_address

type Seen = Mapping[UUID, Named]


@action(TELL)
def send_digest(actor: Actor, reader: UUID, *, now: datetime) -> int:
    """One mail with all that waited for this reader; returns its lines. Twice sends once."""
    person = queries.person(reader)
    before = last_morning(now, queries.zone_of(person)) if person else now
    waiting = Held.objects.select_for_update().filter(reader_id=reader, at__lt=before)
    held = list(waiting.order_by("id"))
    if not held:
        return 0
    Held.objects.filter(pk__in=[one.pk for one in held]).delete()
    groups = _groups(reader, held, _seen(person, held)) if person else []
    count = sum(len(lines) for _label, lines in groups)
    if person and groups:
        _queue(actor, person, groups, count)
    record(actor, DigestMade(reader=reader, held=len(held), lines=count), on=person)
    return count


def _seen(person: Person, held: list[Held]) -> Seen:
    """What the reader could open at this moment; a client is asked for in the client's role."""
    if isinstance(person, StaffUser):
        active = person.status == StaffUser.Status.ACTIVE
        return _shown(as_staff(person, grants_of_staff(person.pk)), held) if active else {}
    row = ContactRow.objects.with_access().select_related("company", "site").filter(pk=person.pk)
    if (found := row.first()) is None:
        return {}
    client = as_contact(found, grants_of_contact(found.pk))
    inside = portal_scope(current_tenant(), company=found.company_id, contact=found.pk)
    with scope(inside):
        return _shown(client, held)


def _shown(reader: Actor, held: list[Held]) -> Seen:
    return names_of(reader, ((one.about_kind, one.about_id) for one in held))


def _groups(
    reader: UUID, held: list[Held], seen: Seen
) -> list[tuple[str | Promise, list[dict[str, str]]]]:
    """Under each type its rows, each once; types that were switched off meanwhile are left out."""
    paces = queries.choices_of(reader, NOTICES.values())
    lines: dict[str, dict[UUID, Named]] = defaultdict(dict)
    for one in held:
        line = seen.get(one.about_id)
        if line and paces.get(one.notice, Pace.OFF) is not Pace.OFF:
            lines[one.notice][one.about_id] = line
    return [
        (declared.label, [_line(line) for line in lines[code].values()])
        for code, declared in NOTICES.items()
        if code in lines
    ]


def _line(line: Named) -> dict[str, str]:
    return {"title": line.title, "number": line.number, "url": address_of(line.path)}


def _queue(
    actor: Actor,
    person: Person,
    groups: list[tuple[str | Promise, list[dict[str, str]]]],
    count: int,
) -> None:
    queue_mail(
        actor,
        to=person.email,
        name=person.name,
        template="notices/mail/digest",
        context={"name": person.name.split(" ", 1)[0], "groups": groups, "count": count},
        language=person.language,
        zone=queries.zone_of(person),
        unsubscribe=stop_address(Wish(person.pk, DIGEST)),
    )
