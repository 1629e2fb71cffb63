"""Statuses, queues and targets."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, can
from portico.kernel.postgres.kept import kept

from ..models import Category, Priority, Queue, Status, Target
from ..permissions import VIEW


def statuses(actor: Actor) -> QuerySet[Status]:
    """All statuses in their order."""
    if not can(actor, VIEW):
        return Status.objects.none()
    return Status.objects.order_by("position", "id")


def status(actor: Actor, status_id: UUID) -> Status:
    found = statuses(actor).filter(pk=status_id).first()
    if found is None:
        raise NotVisible("status")
    return found


def default_status(category: Category, *, key: str = "") -> Status:
    """The status that stands for a category, or the preset named `key` while it exists."""
    if key and (named := Status.objects.filter(key=key).first()):
        return named
    if (found := _default_status.first(category)) is None:
        raise Status.DoesNotExist(category)
    return found


@kept
def _default_status(category: Category) -> QuerySet[Status]:
    return Status.objects.filter(category=category, is_default=True)


def queues(actor: Actor) -> QuerySet[Queue]:
    if not can(actor, VIEW):
        return Queue.objects.none()
    return Queue.objects.order_by("position", "id")


def default_queue() -> Queue:
    return _default_queue()[0]


@kept
def _default_queue() -> QuerySet[Queue]:
    return Queue.objects.filter(is_default=True)


def target(priority: int) -> Target | None:
    return _target.first(Priority(priority))


@kept
def _target(priority: Priority) -> QuerySet[Target]:
    return Target.objects.filter(priority=priority)


def respond_within(priority: int) -> timedelta | None:
    """What we promise for the first answer."""
    found = target(priority)
    return timedelta(minutes=found.respond_minutes) if found else None


def targets() -> QuerySet[Target]:
    """What we promise, the most urgent first."""
    return Target.objects.order_by("priority", "id")


def queue(actor: Actor, queue_id: UUID) -> Queue:
    found = queues(actor).filter(pk=queue_id).first()
    if found is None:
        raise NotVisible("queue")
    return found
