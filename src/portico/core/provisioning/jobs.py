"""What provisioning does later: bring everybody of a directory in line, and shorten its log."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from portico.core.access.permissions import Refusal
from portico.core.jobs.job import job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.bring import bring_in_line
from .actions.lines import drop_old_lines, note
from .actions.people import SELF
from .models import Ahead, ScimConnection, ScimUser, SyncLine

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


@schedule("41 * * * *")
@job()
def shorten() -> None:
    """Only the newest lines of each connection are kept."""
    with scope(staff_scope(current_tenant())):
        drop_old_lines(SELF)
