"""What each reader has chosen, and what waits for the daily mail."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_contact, staff_only

from .ports import PACES


class Choice(TenantModel):
    """How a reader wants to hear of one notice; one column per channel. No row: as is usual.

    `reader_id` is a contact or an employee. A contact reaches only the own rows, an employee's
    none; the door writes when the link in a mail is used.
    """

    reader_id = models.UUIDField()
    notice = models.CharField(max_length=60)
    mail = models.CharField(max_length=10, choices=PACES)
    mail_before = models.CharField(max_length=10, blank=True)  # until a link in a mail stopped it
    changed_at = models.DateTimeField(default=timezone.now)

    isolation: ClassVar = of_contact(
        column="reader_id", portal="SELECT, INSERT, UPDATE", door="SELECT, INSERT, UPDATE"
    )
    objects = TenantManager["Choice"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "reader_id", "notice"], name="notices_choice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice}: {self.mail}"


class Held(TenantModel):
    """Something to name in the next daily mail. Only what it is about is kept, never its words."""

    reader_id = models.UUIDField()
    notice = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    isolation: ClassVar = staff_only()
    objects = TenantManager["Held"]()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "reader_id", "id"], name="notices_held_reader")]

    def __str__(self) -> str:
        return f"{self.notice} about {self.about_kind} {self.about_id}"
