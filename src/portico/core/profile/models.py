"""What each field of a profile needs, what clients have asked for, and their pictures."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, of_contact, shared
from portico.kernel.postgres.keys import TenantKey


class Field(models.TextChoices):
    """What a client may want to change; language and zone are always their own business."""

    NAME = "name", _("Name")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone")
    MOBILE = "mobile", _("Mobile")
    TITLE = "title", _("Job title")
    PICTURE = "picture", _("Picture")


class Rule(models.TextChoices):
    """What a change of a field needs."""

    FREE = "free", _("At once")
    APPROVAL = "approval", _("After approval")
    LOCKED = "locked", _("Not by clients")


class FieldRule(TenantModel):
    """The tenant's word on one field; without a row the usual one counts (`rules.USUAL`)."""

    field = models.CharField(max_length=10, choices=Field)
    rule = models.CharField(max_length=10, choices=Rule)

    isolation: ClassVar = shared()
    objects = TenantManager["FieldRule"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "field"], name="profile_fieldrule_field"),
            models.CheckConstraint(
                name="profile_fieldrule_email", condition=~Q(field="email", rule="free")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.rule}"


class ChangeRequest(TenantModel):
    """A client wants another value. Of the code that proves an address only the hash is kept."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting")
        APPLIED = "applied", _("Done")
        REJECTED = "rejected", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    field = models.CharField(max_length=10, choices=Field)
    old = models.CharField(max_length=254, blank=True)
    new = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    code_hash = models.BinaryField(max_length=32, default=b"")
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    isolation: ClassVar = of_contact(portal="SELECT, INSERT, UPDATE")
    objects = TenantManager["ChangeRequest"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contact", "field"],
                condition=Q(state="requested"),
                name="profile_changerequest_one",
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "id"],
                condition=Q(state="requested"),
                name="profile_changerequest_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.field}: {self.state}"

    @property
    def needs_proof(self) -> bool:
        """A new address that nobody has proved yet."""
        return self.field == Field.EMAIL and self.proved_at is None


class Avatar(TenantModel):
    """The picture of a contact: drawn anew, square, small."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    content = models.BinaryField()
    hash = models.CharField(max_length=32)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["Avatar"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact"], name="profile_avatar_contact")
        ]

    def __str__(self) -> str:
        return str(self.contact_id)


class StaffPicture(TenantModel):
    """The picture on an employee's public card; clients see it beside the name."""

    card = TenantKey("people.StaffCard", models.CASCADE, related_name="+")
    content = models.BinaryField()
    hash = models.CharField(max_length=32)

    isolation: ClassVar = shared()
    objects = TenantManager["StaffPicture"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "card"], name="profile_staffpicture_card")
        ]

    def __str__(self) -> str:
        return str(self.card_id)
