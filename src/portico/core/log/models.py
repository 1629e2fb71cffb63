"""What in the log needs somebody's eyes, and who is told every week."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only
from portico.kernel.postgres.keys import TenantKey


class Alert(TenantModel):
    """A pattern in the log that looks like an attack. One row until somebody settles it."""

    class Kind(models.TextChoices):
        SPRAY = "spray", _("One machine tried many people")
        BRUTE_FORCE = "brute_force", _("Many tries at one person")
        TRAVEL = "travel", _("Signed in from two countries within a short time")
        BROKEN_CHAIN = "broken_chain", _("The log was changed behind our back")

    kind = models.CharField(max_length=16, choices=Kind)
    about = models.CharField(max_length=120)  # an address, a person's id, or a keyed digest
    count = models.PositiveIntegerField(default=1)
    people = models.PositiveIntegerField(default=1)
    detail = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    isolation: ClassVar = staff_only(staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["Alert"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "about"],
                condition=models.Q(settled_at=None),
                name="log_alert_one_open",
            )
        ]
        indexes = [models.Index(fields=["tenant", "last_at"], name="log_alert_last")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"


class WeeklyMail(TenantModel):
    """Whether an employee who may read the log gets the weekly mail; without a row they do."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    wanted = models.BooleanField(default=True)
    sent_for = models.DateField(null=True)  # the Monday of the last one

    isolation: ClassVar = staff_only(staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["WeeklyMail"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "staff"], name="log_weeklymail_staff")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.wanted}"
