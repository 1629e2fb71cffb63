"""Give a new tenant its preset roles, and let them grow with the product."""

from django.db import transaction
from django.utils.translation import override

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import PresetsInstalled
from ..models import OWNER, Role, RolePermission
from ..permissions import MANAGE
from ..queries import LastOwner, matrix
from ..rules import PRESETS, TooPowerful, codes_of, preset_codes
from .roles import change_permissions


@action(MANAGE)
def install_presets(actor: Actor, *, language: str) -> dict[str, Role]:
    """Make the preset roles, named in the tenant's language; key → role. Only once per tenant."""
    with override(language):
        made = [
            Role(
                audience=preset.audience,
                key=preset.key,
                name=str(preset.name),
                description=str(preset.description),
                default_reach=preset.reach.value,
                is_default=preset.is_default,
                is_delegable=preset.is_delegable,
                position=position,
                shipped=sorted(codes_of(preset)),
            )
            for position, preset in enumerate(PRESETS)
        ]
    Role.objects.bulk_create(made)
    RolePermission.objects.bulk_create(
        RolePermission(role=role, code=code) for role in made for code in role.shipped
    )
    record(actor, PresetsInstalled(roles=len(made)))
    return {role.key: role for role in made}


@action(MANAGE)
def renew_presets(actor: Actor) -> int:
    """After an update: presets that nobody has changed hold what they would hold if made today.

    What somebody has changed stays as it is; its page says what a reset would give.
    """
    presets = list(Role.objects.exclude(key__in=["", OWNER]).order_by("position", "id"))
    held = matrix(presets)
    return sum(_renew(actor, role, held[role.pk]) for role in presets)


def _renew(actor: Actor, role: Role, held: set[str]) -> bool:
    now = preset_codes(role.key)
    if set(role.shipped) == now or held not in (now, set(role.shipped)):
        return False
    try:
        with transaction.atomic():
            change_permissions(actor, {role: now})
    except (TooPowerful, LastOwner):
        return False  # people get this role by themselves, so a person decides
    role.shipped = sorted(now)
    role.save(update_fields=["shipped"])
    return held != now
