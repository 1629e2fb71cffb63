"""Statuses, queues and targets: install the first ones, add and change them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record

from ..events import StatusWordsChanged, WordsInstalled
from ..models import Category, Queue, Status, Target
from ..permissions import MANAGE
from ..rules.presets import QUEUES, STATUSES, TARGETS


class NameTaken(Refusal):
    """Another one is called the same."""


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


@action(MANAGE)
def add_status(
    actor: Actor, *, category: Category, label_staff: str, label_client: str, hint: str = ""
) -> Status:
    """A further status of a category; the category says what it does."""
    status = Status(
        category=category,
        label_staff=label_staff,
        label_client=label_client,
        hint=hint,
        position=Status.objects.count(),
    )
    _save(status)
    after = {"label_staff": label_staff, "label_client": label_client, "category": category.value}
    record(actor, StatusWordsChanged(what=label_staff), on=status, after=after)
    return status


@action(MANAGE)
def change_status_words(
    actor: Actor, status: Status, *, label_staff: str, label_client: str, hint: str
) -> Status:
    """Call a status differently, at the desk and in the portal; tickets in it follow at once."""
    before = {"label_staff": status.label_staff, "label_client": status.label_client}
    status.label_staff, status.label_client, status.hint = label_staff, label_client, hint
    _save(status)
    after = {"label_staff": label_staff, "label_client": label_client}
    fact = StatusWordsChanged(what=label_staff)
    record(actor, fact, on=status, before=before, after=after)
    return status


@action(MANAGE)
def add_queue(actor: Actor, *, name: str) -> Queue:
    queue = Queue(name=name, position=Queue.objects.count())
    _save(queue)
    record(actor, StatusWordsChanged(what=name), on=queue, after={"name": name})
    return queue


@action(MANAGE)
def rename_queue(actor: Actor, queue: Queue, *, name: str) -> Queue:
    before, queue.name = queue.name, name
    _save(queue)
    fact = StatusWordsChanged(what=name)
    record(actor, fact, on=queue, before={"name": before}, after={"name": name})
    return queue


@action(MANAGE)
def change_target(
    actor: Actor, target: Target, *, respond_minutes: int, resolve_minutes: int
) -> Target:
    """Promise another time; tickets that are open keep the promise they were given."""
    before = {"respond": target.respond_minutes, "resolve": target.resolve_minutes}
    target.respond_minutes, target.resolve_minutes = respond_minutes, resolve_minutes
    target.save(update_fields=["respond_minutes", "resolve_minutes"])
    after = {"respond": respond_minutes, "resolve": resolve_minutes}
    fact = StatusWordsChanged(what=str(target.get_priority_display()))
    record(actor, fact, on=target, before=before, after=after)
    return target


def _save(row: Status | Queue) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        raise NameTaken(_("There is one of this name already."), field="label_staff") from problem
