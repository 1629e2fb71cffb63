"""An uploaded file. Its bytes are encrypted in the storage; this row says what they are."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company


class StoredFile(TenantModel):
    """Hangs on a reply, a note, …; that object decides who may read it.

    Without a company the portal cannot see it: uploads of staff, and files of internal notes.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Checked")
        REFUSED = "refused", _("Refused")

    company_id = models.UUIDField(null=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    declared_type = models.CharField(max_length=120, blank=True)
    detected_type = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    reason = models.CharField(max_length=40, blank=True)
    storage_key = models.CharField(max_length=200)
    thumbnail_key = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_by_kind = models.CharField(max_length=10)
    uploaded_by_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField()
    attached_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["StoredFile"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "uploaded_at"],
                name="files_storedfile_loose",
                condition=models.Q(attached_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.detected_type.startswith("image/") and bool(self.width)
