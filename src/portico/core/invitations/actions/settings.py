"""How long the tenant's invitations are valid, whether they remind, how fast they leave."""

from typing import TypedDict, Unpack

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.kernel.changes import change

from ..events import InvitationSettingsChanged
from ..models import InvitationSettings
from ..permissions import MANAGE


class Values(TypedDict):
    """All of them."""

    valid_days: int
    remind_days: int
    domain_rate: int


@action(MANAGE)
def change_settings(actor: Actor, **values: Unpack[Values]) -> InvitationSettings:
    """Counts for the invitations that come."""
    found, _made = InvitationSettings.objects.select_for_update().get_or_create()
    if changed := change(found, values):
        found.save(update_fields=changed.fields)
        record(
            actor,
            InvitationSettingsChanged(fields=changed.fields),
            on=found,
            before=changed.before,
            after=changed.after,
        )
    return found
