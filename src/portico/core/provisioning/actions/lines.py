"""What each directory asked for, in words that its people understand; only the newest are kept."""

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action

from ..models import ScimConnection, SyncLine
from ..permissions import MANAGE
from ..rules import KEEP_LINES


@action(MANAGE)  # not recorded: a log of its own; the journal has the changes themselves
def note(
    actor: Actor,  # noqa: ARG001
    connection: ScimConnection,
    *,
    deed: SyncLine.Deed,
    about: str,
    words: str = "",
    is_group: bool = False,
) -> None:
    """One line more."""
    SyncLine.objects.create(
        connection=connection,
        company_id=connection.company_id,
        at=timezone.now(),
        deed=deed,
        about=about[:254],
        words=words[:400],
        is_group=is_group,
    )


@action(MANAGE)  # not recorded: only our own log gets shorter
def drop_old_lines(actor: Actor) -> None:  # noqa: ARG001
    """Leave the newest lines of each connection."""
    for connection in ScimConnection.objects.all():
        lines = SyncLine.objects.filter(connection=connection).order_by("-id")
        oldest = lines.values_list("pk", flat=True)[KEEP_LINES - 1 : KEEP_LINES].first()
        if oldest is not None:
            SyncLine.objects.filter(connection=connection, pk__lt=oldest).delete()
