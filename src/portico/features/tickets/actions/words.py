"""Statuses, queues and targets: install the first ones, change them."""

from django.utils.translation import override

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import WordsInstalled
from ..models import Queue, Status, Target
from ..permissions import MANAGE
from ..rules.presets import QUEUES, STATUSES, TARGETS


@action(MANAGE)
def install_words(actor: Actor, *, language: str) -> None:
    """Give a new tenant its statuses, queues and targets, in its language."""
    with override(language):
        Status.objects.bulk_create(
            Status(
                key=preset.key,
                category=preset.category,
                label_staff=str(preset.label_staff),
                label_client=str(preset.label_client),
                hint=str(preset.hint),
                waits_for_client=preset.waits_for_client,
                is_default=preset.is_default,
                position=position,
            )
            for position, preset in enumerate(STATUSES)
        )
        Queue.objects.bulk_create(
            Queue(name=str(name), is_default=position == 0, position=position)
            for position, name in enumerate(QUEUES)
        )
    Target.objects.bulk_create(
        Target(priority=priority, respond_minutes=respond, resolve_minutes=resolve)
        for priority, (respond, resolve) in TARGETS.items()
    )
    record(actor, WordsInstalled(statuses=len(STATUSES)))
