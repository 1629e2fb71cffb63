"""What provisioning does later: bring everybody of a directory in line, and shorten its log."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from portico.core.access.permissions import Refusal
from portico.core.jobs.job import job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.bring import bring_in_line
from .actions.lines import drop_old_lines, note
from .actions.people import SELF
from .actions.source import Change, ask_source, note_reading, plan, take_changes, take_groups
from .graph import Reader
from .models import Ahead, GraphSource, ScimConnection, ScimUser, SyncLine
from .rules_graph import Unreadable

AT_ONCE = 50


@job()
def bring_all(*, scimconnection: str) -> None:
    """Somebody switched it live, or a group gives another role: everybody, a few at a time."""
    after: UUID | None = None
    while (after := _bring_some(UUID(scimconnection), after)) is not None:
        pass


def _bring_some(connection_id: UUID, after: UUID | None) -> UUID | None:
    """The next people by id; says where to go on."""
    with scope(staff_scope(current_tenant())):
        connection = ScimConnection.objects.filter(pk=connection_id).first()
        if connection is None or connection.is_off:
            return None
        rows = ScimUser.objects.select_for_update(of=("self",)).filter(
            Q(gone_at=None) | Q(ahead=Ahead.CLOSE), connection=connection
        )
        users = list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[:AT_ONCE])
        for user in users:
            _bring(connection, user)
        return users[-1].pk if len(users) == AT_ONCE else None


def _bring(connection: ScimConnection, user: ScimUser) -> None:
    """One of them; what a rule refuses is told, and keeps nobody else."""
    try:
        with transaction.atomic():
            deed = bring_in_line(SELF, connection, user)
    except Refusal as no:
        note(
            SELF, connection, deed=SyncLine.Deed.REFUSED, about=user.user_name, words=str(no.words)
        )
        return
    if deed != SyncLine.Deed.NOTED:
        note(SELF, connection, deed=deed, about=user.user_name)


@job()
def read_source(*, graphsource: str) -> None:
    """Read the whole directory first; then do what it says, as long as nobody decides otherwise."""
    with scope(staff_scope(current_tenant())):
        found = GraphSource.objects.select_related("connection").filter(pk=UUID(graphsource))
        if (source := found.first()) is None or source.connection.is_off:
            return
        reader = Reader(source)
    try:
        reading = reader.read()
        with scope(staff_scope(current_tenant())):
            changes = plan(source.connection, reading)
        for some in _batches(changes):
            with scope(staff_scope(current_tenant())):
                if not _is_as_asked(source):
                    return
                take_changes(SELF, source.connection, some)
        with scope(staff_scope(current_tenant())):
            if not _is_as_asked(source):
                return
            take_groups(SELF, source.connection, reading.groups)
            note_reading(SELF, source.pk)
    except Unreadable as problem:
        with scope(staff_scope(current_tenant())):
            note_reading(SELF, source.pk, problem=problem.reason)


def _is_as_asked(source: GraphSource) -> bool:
    """Reading takes minutes. Whoever switches it off or points it elsewhere meanwhile means it."""
    row = ScimConnection.objects.select_for_update(of=("self",)).filter(pk=source.connection_id)
    now = GraphSource.objects.filter(
        pk=source.pk, directory=source.directory, client=source.client, groups=source.groups
    )
    return row.filter(state=source.connection.state).first() is not None and now.exists()


def _batches(changes: list[Change]) -> Iterator[list[Change]]:
    """A few at a time, each in a transaction of its own."""
    rest = iter(changes)
    while some := list(islice(rest, AT_ONCE)):
        yield some


@schedule("*/15 * * * *")
@job()
def read_sources() -> None:
    """Directories that do not tell us by themselves are asked."""
    with scope(staff_scope(current_tenant())):
        live = GraphSource.objects.exclude(connection__state=ScimConnection.State.OFF)
        for source in live.order_by("id"):
            ask_source(SELF, source)


@schedule("41 * * * *")
@job()
def shorten() -> None:
    """Only the newest lines of each connection are kept."""
    with scope(staff_scope(current_tenant())):
        drop_old_lines(SELF)
