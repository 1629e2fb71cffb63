"""What is said about a ticket: replies for both sides, notes for ours, answers about to leave."""

from typing import ClassVar

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, staff_only
from portico.kernel.postgres.keys import TenantKey

from .ticket import Ticket
from .words import Source, Status


class TicketReply(TenantModel):
    """A public message. The first one of a ticket is the request itself."""

    class By(models.TextChoices):
        CONTACT = "contact"
        STAFF = "staff"
        SYSTEM = "system"

    ticket = TenantKey(Ticket, models.CASCADE, related_name="replies")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    by = models.CharField(max_length=10, choices=By)
    contact = TenantKey("people.Contact", models.PROTECT, related_name="+", null=True)
    card = TenantKey("people.StaffCard", models.PROTECT, related_name="+", null=True)
    author_name = models.CharField(max_length=200)
    author_title = models.CharField(max_length=100, blank=True)
    body = models.TextField()
    source = models.CharField(max_length=10, choices=Source, default=Source.PORTAL)
    is_opening = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=32, blank=True)
    external_ref = models.CharField(max_length=120, blank=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE", gate="SELECT")
    objects = TenantManager["TicketReply"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "once"], condition=~models.Q(once=""), name="tickets_reply_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="tickets_reply_external_ref",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket", "sent_at", "id"], name="tickets_reply_ticket")
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:60]}"


class ReplyFile(TenantModel):
    """A file that belongs to a reply."""

    reply = TenantKey(TicketReply, models.CASCADE, related_name="files")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    ticket = TenantKey(Ticket, models.CASCADE, related_name="+")
    file = TenantKey("files.StoredFile", models.PROTECT, related_name="+")

    isolation: ClassVar = of_company(portal="SELECT, INSERT")
    objects = TenantManager["ReplyFile"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "file"], name="tickets_replyfile_file")
        ]
        indexes = [
            models.Index(fields=["tenant", "reply"], name="tickets_replyfile_reply"),
            models.Index(fields=["tenant", "ticket"], name="tickets_replyfile_ticket"),
        ]

    def __str__(self) -> str:
        return str(self.file_id)


class InternalNote(TenantModel):
    """Words among technicians. A table of its own: no policy lets the portal read it."""

    ticket = TenantKey(Ticket, models.CASCADE, related_name="+")
    author = TenantKey("people.StaffUser", models.PROTECT, related_name="+", null=True)
    author_name = models.CharField(max_length=200)
    author_title = models.CharField(max_length=100, blank=True)
    body = models.TextField()
    at = models.DateTimeField()
    once = models.CharField(max_length=32, blank=True)
    external_ref = models.CharField(max_length=120, blank=True)

    isolation: ClassVar = staff_only(gate="SELECT")
    objects = TenantManager["InternalNote"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "once"], condition=~models.Q(once=""), name="tickets_note_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="tickets_note_external_ref",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket", "at", "id"], name="tickets_note_ticket")
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:60]}"


class NoteFile(TenantModel):
    """A file that belongs to an internal note; the file itself has no company."""

    note = TenantKey(InternalNote, models.CASCADE, related_name="files")
    ticket = TenantKey(Ticket, models.CASCADE, related_name="+")
    file = TenantKey("files.StoredFile", models.PROTECT, related_name="+")

    isolation: ClassVar = staff_only()
    objects = TenantManager["NoteFile"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "file"], name="tickets_notefile_file")
        ]
        indexes = [models.Index(fields=["tenant", "ticket"], name="tickets_notefile_ticket")]

    def __str__(self) -> str:
        return str(self.file_id)


class PendingReply(TenantModel):
    """An answer that leaves in a few seconds. The portal cannot see it: it can be taken back."""

    ticket = TenantKey(Ticket, models.CASCADE, related_name="+")
    author = TenantKey("people.StaffUser", models.PROTECT, related_name="+")
    body = models.TextField()
    then_status = TenantKey(Status, models.PROTECT, related_name="+", null=True)
    files = models.JSONField(default=list)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    once = models.CharField(max_length=32, blank=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["PendingReply"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "once"], condition=~models.Q(once=""), name="tickets_pending_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "ticket"], name="tickets_pending_ticket")]

    def __str__(self) -> str:
        return f"{self.author_id}: {self.body[:60]}"
