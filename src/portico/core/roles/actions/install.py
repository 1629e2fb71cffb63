"""Give a new tenant its preset roles."""

from django.utils.translation import override

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import PresetsInstalled
from ..models import Role, RolePermission
from ..permissions import MANAGE
from ..rules import PRESETS, codes_of


@action(MANAGE)
def install_presets(actor: Actor, *, language: str) -> dict[str, Role]:
    """Make the preset roles, named in the tenant's language; key → role. Only once per tenant."""
    made: dict[str, Role] = {}
    with override(language):
        for position, preset in enumerate(PRESETS):
            made[preset.key] = Role.objects.create(
                audience=preset.audience,
                key=preset.key,
                name=str(preset.name),
                description=str(preset.description),
                default_reach=preset.reach.value,
                is_default=preset.is_default,
                is_delegable=preset.is_delegable,
                position=position,
            )
            RolePermission.objects.bulk_create(
                RolePermission(role=made[preset.key], code=code) for code in codes_of(preset)
            )
    record(actor, PresetsInstalled(roles=len(made)))
    return made
