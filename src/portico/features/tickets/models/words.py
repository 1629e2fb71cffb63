"""The words of a desk: statuses with two labels, queues, priorities, targets."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import shared, staff_only


class Category(models.TextChoices):
    """The five fixed phases; every status of a tenant belongs to one of them."""

    NEW = "new", _("New")
    OPEN = "open", pgettext_lazy("ticket", "Open")
    PAUSED = "paused", _("Waiting")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


DONE = frozenset({Category.RESOLVED, Category.CLOSED})
ACTIVE = (Category.NEW, Category.OPEN, Category.PAUSED, Category.RESOLVED)


class Priority(models.IntegerChoices):
    CRITICAL = 1, _("Critical")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")
    LOW = 4, _("Low")


class Kind(models.TextChoices):
    INCIDENT = "incident", _("Something is broken")
    SERVICE_REQUEST = "service_request", _("I need something")
    QUESTION = "question", _("I have a question")
    PROBLEM = "problem", _("Problem")
    CHANGE = "change", _("Change")
    ALERT = "alert", _("Alert")


class Source(models.TextChoices):
    PORTAL = "portal", _("portal")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    CHAT = "chat", _("chat")
    API = "api", _("API")
    MONITOR = "monitor", _("monitoring")
    WALK_IN = "walk_in", _("in person")


MERGED = "merged"  # key of the preset status that only merging sets


class Status(TenantModel):
    """A named step inside a category, called differently at the desk and in the portal."""

    key = models.CharField(max_length=30, blank=True)  # of a preset, such as "waiting_customer"
    category = models.CharField(max_length=10, choices=Category)
    label_staff = models.CharField(max_length=60)
    label_client = models.CharField(max_length=60)
    hint = models.CharField(max_length=200, blank=True)  # what happens next, for the client
    waits_for_client = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)  # of its category
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = shared()
    objects = TenantManager["Status"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "label_staff"], name="tickets_status_label_staff"
            ),
            models.UniqueConstraint(
                fields=["tenant", "category"],
                condition=models.Q(is_default=True),
                name="tickets_status_one_default",
            ),
            models.CheckConstraint(
                name="tickets_status_only_paused_waits",
                condition=models.Q(waits_for_client=False) | models.Q(category=Category.PAUSED),
            ),
        ]

    def __str__(self) -> str:
        return self.label_staff


class Queue(TenantModel):
    """Where tickets line up; other products say board."""

    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = staff_only(portal="SELECT")  # the id of the default one, for new tickets
    objects = TenantManager["Queue"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="tickets_queue_name"),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(is_default=True),
                name="tickets_queue_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Target(TenantModel):
    """How soon we answer and solve, by priority; minutes from the moment it was opened."""

    priority = models.PositiveSmallIntegerField(choices=Priority)
    respond_minutes = models.PositiveIntegerField()
    resolve_minutes = models.PositiveIntegerField()

    isolation: ClassVar = shared()
    objects = TenantManager["Target"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "priority"], name="tickets_target_priority")
        ]

    def __str__(self) -> str:
        return f"{self.priority}: {self.respond_minutes}"
