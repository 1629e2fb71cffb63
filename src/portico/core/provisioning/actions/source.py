"""Let a connection read a directory at Microsoft by itself, and do what it has read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import DEFAULT, defer, is_awaited
from portico.core.journal.acting import action, record
from portico.core.tenants.vault import seal_text
from portico.kernel.ids import new_id

from ..events import SourceRemoved, SourceSet
from ..models import GraphSource, ScimConnection, ScimGroup, ScimUser, SyncLine
from ..permissions import MANAGE
from ..rules import Facts, GroupFacts
from ..rules_graph import Group, Reading, Unreadable, are_too_many
from .connections import require_admin_of
from .groups import change_group, drop_group, take_group
from .lines import note
from .people import change_person, drop_person, take_person

READ = "provisioning.read_source"  # the job, by name: actions do not import jobs
Deed = SyncLine.Deed


@action(MANAGE)
def set_source(
    actor: Actor,
    connection: ScimConnection,
    *,
    directory: str,
    client: str,
    secret: str,
    groups: Sequence[str],
) -> GraphSource:
    """Which application reads which directory. No secret means that the one we have stays."""
    require_admin_of(actor, connection)
    row = GraphSource.objects.select_for_update().filter(connection=connection).first()
    row = row or GraphSource(id=new_id(), connection=connection, company_id=connection.company_id)
    before = {"directory": row.directory, "client": row.client, "groups": row.groups}
    row.directory, row.client, row.groups = directory, client, list(groups)
    if secret:
        row.secret = seal_text(row, "secret", secret)
    elif not row.secret or before["directory"] != directory:
        raise Refusal(_("Enter the secret of the application."), field="secret")
    row.problem, row.asked_at = "", None
    row.save()
    after = {"directory": directory, "client": client, "groups": row.groups}
    fact = SourceSet(connection=connection.pk)
    record(actor, fact, on=connection, before=before, after=after)
    return ask_source(actor, row)


@action(MANAGE)
def remove_source(actor: Actor, connection: ScimConnection) -> None:
    """Nothing is read any more; people stay as they are."""
    if GraphSource.objects.filter(connection=connection).delete()[0]:
        record(actor, SourceRemoved(connection=connection.pk), on=connection)


@action(MANAGE)  # not recorded: what comes of it is
def ask_source(actor: Actor, source: GraphSource) -> GraphSource:  # noqa: ARG001
    """Read soon, by a job."""
    if is_awaited(source.asked_at):
        return source
    source.asked_at = timezone.now()
    source.save(update_fields=["asked_at"])
    defer(READ, DEFAULT, {"graphsource": str(source.pk)})
    return source


@action(MANAGE)  # not recorded: nothing has changed but what the page says
def note_reading(actor: Actor, source_id: UUID, *, problem: str = "") -> None:  # noqa: ARG001
    """When it was read, or why nothing came of it."""
    now = timezone.now()
    moment = {} if problem else {"read_at": now}
    GraphSource.objects.filter(pk=source_id).update(asked_at=None, problem=problem, **moment)
    connections = GraphSource.objects.filter(pk=source_id).values("connection_id")
    ScimConnection.objects.filter(pk__in=connections).update(seen_at=now)


@dataclass(frozen=True, slots=True)
class Change:
    """One person who is new (no row), gone (no facts), or described in another way."""

    row: UUID | None
    facts: Facts | None
    about: str


def plan(connection: ScimConnection, reading: Reading) -> list[Change]:
    """What differs, those who are gone first; raises `Unreadable` when that cannot be right."""
    rows = ScimUser.objects.filter(connection=connection, gone_at=None).exclude(external_id="")
    known = {row.external_id: row for row in rows}
    gone = sorted(known.keys() - reading.people.keys())
    if connection.is_live and are_too_many(len(gone), len(known)):
        raise Unreadable("too_many_gone")
    found = [Change(known[key].pk, None, known[key].user_name) for key in gone]
    for key, facts in sorted(reading.people.items()):
        row = known.get(key)
        if row is None or _differs(row, facts):
            found.append(Change(row.pk if row else None, facts, facts.user_name))
    return found


@action(MANAGE)  # not recorded: what is done to each person is
def take_changes(actor: Actor, connection: ScimConnection, changes: Iterable[Change]) -> None:
    """Some of them; what a rule refuses is told, and keeps nobody else."""
    for one in changes:
        try:
            with transaction.atomic():
                deed = _take(actor, connection, one)
        except Refusal as no:
            _tell_refusal(actor, connection, one.about, str(no.words))
        else:
            if deed != Deed.NOTED:
                note(actor, connection, deed=deed, about=one.about)


def _take(actor: Actor, connection: ScimConnection, one: Change) -> SyncLine.Deed:
    if one.row is None:
        return take_person(actor, connection, one.facts).deed if one.facts else Deed.NOTED
    if one.facts is None:
        return drop_person(actor, connection, one.row, version=None).deed
    return change_person(actor, connection, one.row, one.facts, version=None).deed


def _tell_refusal(actor: Actor, connection: ScimConnection, about: str, words: str) -> None:
    """Once: the same is read again every quarter of an hour."""
    said = SyncLine.objects.filter(connection=connection, about=about[:254], words=words[:400])
    if not said.exists():
        note(actor, connection, deed=Deed.REFUSED, about=about, words=words)


def _differs(row: ScimUser, facts: Facts) -> bool:
    silent = {key: value for key, value in row.synced.items() if value}
    said = (facts.user_name, facts.email, facts.active, facts.display_name, facts.synced)
    return said != (row.user_name, row.email, row.active, row.display_name, silent)


@action(MANAGE)  # not recorded: roles that members gain or lose are
def take_groups(actor: Actor, connection: ScimConnection, told: list[Group]) -> None:
    """The groups that were named, and who of our people is in them."""
    people = dict(
        ScimUser.objects.filter(connection=connection, gone_at=None)
        .exclude(external_id="")
        .values_list("external_id", "pk")
    )
    rows = ScimGroup.objects.filter(connection=connection).exclude(external_id="")
    known = {row.external_id: row.pk for row in rows}
    for one in told:
        members = frozenset(people[key] for key in one.members if key in people)
        facts = GroupFacts(name=one.name, external_id=one.id, members=members)
        if one.id in known:
            change_group(actor, connection, known.pop(one.id), facts, version=None)
        else:
            take_group(actor, connection, facts)
    for pk in known.values():
        drop_group(actor, connection, pk, version=None)
