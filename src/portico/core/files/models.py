"""An uploaded file. Its bytes are encrypted in the storage; this row says what they are."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.tenants.models import TenantManager, TenantModel, TenantQuerySet
from portico.kernel.postgres.isolation import of_company
from portico.kernel.writes import check_write


class Reason(models.TextChoices):
    """Why a file was refused, or what to know about one that was not."""

    NONE = "", ""
    TYPE_DIFFERS = "type_differs", _("Its content is not what its name says.")
    DISGUISED = "disguised", _("Refused: a program or web page that pretends to be a document.")
    VIRUS = "virus", _("Refused: the virus scanner found something harmful in it.")
    TOO_LARGE_TO_SCAN = "too_large_to_scan", _("Refused: too large for the virus scanner.")
    PIXELS = "too_many_pixels", _("Refused: the picture is too large. Send a smaller one.")
    BROKEN = "broken_picture", _("Refused: the picture is damaged. Please add it again.")
    DAMAGED = "damaged", _("Refused: the file did not arrive whole. Please add it again.")


class StoredFileQuerySet(TenantQuerySet["StoredFile"]):
    def loose(self) -> "StoredFileQuerySet":
        """Uploads that hang on nothing yet."""
        return self.filter(attached_at=None)

    def erase(self) -> int:
        """Delete these rows only. Django's `delete` first reads all tables that could point here,
        and the portal may not read some of them; the foreign keys of the database protect alike.
        """
        check_write(self.model._meta.app_label)
        count: int = self._raw_delete(self.db)
        return count

    def of(self, actor: Actor) -> "StoredFileQuerySet":
        """Uploads of this person."""
        return self.filter(uploaded_by_kind=actor.kind, uploaded_by_id=actor.id)


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
    reason = models.CharField(max_length=40, choices=Reason, blank=True)
    was_scanned = models.BooleanField(null=True)  # for viruses; None until it has been looked at
    storage_key = models.CharField(max_length=200)
    thumbnail_key = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_by_kind = models.CharField(max_length=10)
    uploaded_by_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField()
    attached_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager.from_queryset(StoredFileQuerySet)()

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

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def keys(self) -> list[str]:
        """What the storage holds of it."""
        return [key for key in (self.storage_key, self.thumbnail_key) if key]

    @property
    def words(self) -> str:
        """What people should know about it; empty when all is well."""
        if self.state == self.State.CHECKING:
            return str(self.get_state_display())
        told = [str(self.get_reason_display())] if self.reason else []
        if self.is_ready and self.was_scanned is False and not self.is_image:
            told.append(gettext("Not scanned for viruses."))
        return " ".join(told)

    def is_loose_of(self, actor: Actor) -> bool:
        """Does it hang on nothing, and did this person upload it?"""
        mine = (self.uploaded_by_kind, self.uploaded_by_id) == (actor.kind, actor.id)
        return mine and self.attached_at is None
