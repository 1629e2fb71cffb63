"""Who is inside: the sessions of both doors, each in a table of its own."""

from typing import ClassVar

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_contact, staff_only
from portico.kernel.postgres.keys import TenantKey

from .kinds import HASH, Ending, Method


class Session(TenantModel):
    """What the sessions of both doors have in common; each door has its own table."""

    token_hash = models.BinaryField(max_length=HASH)
    method = models.CharField(max_length=12, choices=Method)
    aal = models.PositiveSmallIntegerField(default=1)
    proved_at = models.DateTimeField(null=True)  # the last fresh proof; see `access.pages`
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)
    device_hash = models.BinaryField(max_length=HASH, default=b"")
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True


class PortalSession(Session):
    """A contact is signed in, in one browser, for one company."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    person = TenantKey("people.Person", models.CASCADE, related_name="+")
    needs_factor = models.BooleanField(default=False)  # opens nothing until the second factor
    idle_hours = models.PositiveSmallIntegerField(null=True)  # the company's, where it is stricter

    isolation: ClassVar = of_contact(
        portal="SELECT, UPDATE", door="SELECT, INSERT, UPDATE", gate="SELECT"
    )
    objects = TenantManager["PortalSession"]()

    class Meta(Session.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "token_hash"], name="identity_portalsession_token"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "contact", "id"], name="identity_portalsession_who"),
            models.Index(fields=["tenant", "person", "id"], name="identity_portalsession_person"),
            models.Index(fields=["tenant", "device_hash"], name="identity_portalsession_device"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} since {self.created_at:%F %T}"


class StaffSession(Session):
    """An employee is signed in. With `aal` 1 only the password was right: nothing is open yet."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE")
    objects = TenantManager["StaffSession"]()

    class Meta(Session.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "token_hash"], name="identity_staffsession_token"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "staff", "id"], name="identity_staffsession_who"),
            models.Index(fields=["tenant", "device_hash"], name="identity_staffsession_device"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} since {self.created_at:%F %T}"
