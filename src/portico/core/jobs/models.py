"""Jobs that gave up, so that a person can see why and try again."""

from typing import ClassVar

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only


class FailedJob(TenantModel):
    """A job whose last try failed; `arguments` hold ids only."""

    name = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    error = models.TextField()
    attempts = models.PositiveSmallIntegerField()
    failed_at = models.DateTimeField()
    retried_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(gate="SELECT")
    objects = TenantManager["FailedJob"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "id"],
                name="jobs_failedjob_open",
                condition=models.Q(retried_at=None, dismissed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.error[:80]}"
