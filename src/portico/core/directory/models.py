"""Figures of the client directory, the views that colleagues keep of it, and help for clients."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import shared, staff_only
from portico.kernel.postgres.keys import TenantKey


class CompanyFigures(TenantModel):
    """How one company does, counted every few minutes so that lists need not count everybody."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    people = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)  # last sign-in, else since it is here
    care = models.PositiveSmallIntegerField(default=0)  # how much it needs somebody: 0 not at all

    isolation: ClassVar = staff_only()
    objects = TenantManager["CompanyFigures"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "company"], name="directory_figures_once")
        ]
        indexes = [
            models.Index(fields=["tenant", "care", "id"], name="directory_figures_care"),
            models.Index(fields=["tenant", "seen_at", "id"], name="directory_figures_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}"


class SavedView(TenantModel):
    """A way of looking at the directory that a colleague wants to find again."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    isolation: ClassVar = staff_only()
    objects = TenantManager["SavedView"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "staff", "name"], name="directory_view_name")
        ]

    def __str__(self) -> str:
        return self.name


class HelpEntry(TenantModel):
    """A question that clients have about the portal, with its answer, in one language."""

    language = models.CharField(max_length=10)
    about = models.CharField(max_length=30, blank=True)  # the menu entry that it helps with
    question = models.CharField(max_length=200)
    answer = models.TextField()
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = shared()
    objects = TenantManager["HelpEntry"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "language", "position", "id"], name="directory_help_order"
            )
        ]

    def __str__(self) -> str:
        return self.question


__all__ = ["CompanyFigures", "HelpEntry", "SavedView"]
