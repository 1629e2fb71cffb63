"""The statuses, queues and targets that a new tenant starts with."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Category, Priority


@dataclass(frozen=True, slots=True)
class StatusPreset:
    key: str
    category: Category
    label_staff: str | Promise
    label_client: str | Promise
    hint: str | Promise
    waits_for_client: bool = False
    is_default: bool = False


STATUSES = (
    StatusPreset(
        "new",
        Category.NEW,
        _("New"),
        _("Received"),
        _("We have it. Somebody will look at it soon."),
        is_default=True,
    ),
    StatusPreset(
        "open",
        Category.OPEN,
        pgettext_lazy("ticket", "Open"),
        _("In progress"),
        _("One of us is on it."),
        is_default=True,
    ),
    StatusPreset(
        "in_progress",
        Category.OPEN,
        _("Working"),
        _("In progress"),
        _("One of us is working on it right now."),
    ),
    StatusPreset(
        "waiting_customer",
        Category.PAUSED,
        _("Waiting for client"),
        _("Waiting for you"),
        _("We need something from you to go on."),
        waits_for_client=True,
        is_default=True,
    ),
    StatusPreset(
        "waiting_vendor",
        Category.PAUSED,
        _("Waiting for vendor"),
        _("With supplier"),
        _("We are waiting for a supplier and keep asking."),
    ),
    StatusPreset(
        "scheduled",
        Category.PAUSED,
        _("Scheduled"),
        _("Scheduled"),
        _("There is a date for it. You need to do nothing until then."),
    ),
    StatusPreset("on_hold", Category.PAUSED, _("On hold"), _("On hold"), _("It rests for now.")),
    StatusPreset(
        "resolved",
        Category.RESOLVED,
        _("Resolved"),
        _("Resolved"),
        _("We think it is fixed. Please tell us if it is not."),
        is_default=True,
    ),
    StatusPreset("closed", Category.CLOSED, _("Closed"), _("Closed"), "", is_default=True),
    StatusPreset("cancelled", Category.CLOSED, _("Cancelled"), _("Cancelled"), ""),
    StatusPreset("merged", Category.CLOSED, _("Merged"), _("Goes on in another ticket"), ""),
    StatusPreset("spam", Category.CLOSED, _("Spam"), _("Closed"), ""),
)

QUEUES: tuple[str | Promise, ...] = (_("Service desk"), _("Projects"), _("On site"))

TARGETS = {  # priority: (minutes to answer, minutes to solve)
    Priority.CRITICAL: (15, 240),
    Priority.HIGH: (60, 480),
    Priority.NORMAL: (240, 1440),
    Priority.LOW: (480, 4320),
}
