"""How it went with support PINs; every check; codes of the desk; and the rules."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_contact, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256


class PinTries(TenantModel):
    """How it went with a contact's PINs. `used_step` lets each PIN work once.

    What they are made of stands in no table: it follows from the tenant's key and the contact.
    """

    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    used_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["PinTries"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact"], name="verification_pin_contact")
        ]

    def __str__(self) -> str:
        return str(self.contact_id)


class Check(TenantModel):
    """Somebody was asked to prove who they are; for a ticket, or for itself."""

    class Method(models.TextChoices):
        PIN = "pin", _("Support PIN")
        ASKED = "asked", _("Code by e-mail")
        BUTTON = "button", _("Confirmed in the portal")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for an answer")
        VERIFIED = "verified", _("Verified")
        FAILED = "failed", _("Not verified")
        DECLINED = "declined", _("“That is not me”")
        REPLACED = "replaced", _("Asked again")

    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    staff_name = models.CharField(max_length=200)
    method = models.CharField(max_length=10, choices=Method)
    state = models.CharField(max_length=10, choices=State)
    code_hash = models.BinaryField(max_length=HASH, default=b"")
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_contact(portal="SELECT, UPDATE", staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["Check"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "contact", "id"], name="verification_check_contact"),
            models.Index(fields=["tenant", "about_id", "id"], name="verification_check_about"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.state}"


class StaffCode(TenantModel):
    """What an employee reads out, so that the contact knows who is calling."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    staff_name = models.CharField(max_length=200)
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    sealed = models.BinaryField(default=b"")  # for this tenant and row
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_contact(portal="SELECT, UPDATE", staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["StaffCode"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "contact", "id"], name="verification_code_contact")
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} for {self.contact_id}"


class Demands(TenantModel):
    """Which requests need a check, and what to say when it fails. At most one row."""

    class Weight(models.TextChoices):
        NO = "", _("Not needed")
        WARN = "warn", _("Say so on the ticket")
        REFUSE = "refuse", _("Say so, and do not let it be resolved before")

    script = models.TextField(blank=True, max_length=2000)
    kinds = models.JSONField(default=dict)  # what a request is → its weight

    isolation: ClassVar = staff_only(staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["Demands"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="verification_demands_one")]

    def __str__(self) -> str:
        return "demands"
