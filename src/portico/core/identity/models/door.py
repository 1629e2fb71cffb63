"""What happens before there is a session: requests, mailed links, challenges and limits."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only
from portico.kernel.postgres.keys import TenantKey

from .kinds import HASH, Method


class LoginRequest(TenantModel):
    """Somebody asked for a sign-in mail; whether the address is known shows only later, in a job.

    `browser_hash` binds it to the browser that asked. Secret and code are made by the job.
    """

    email = models.CharField(max_length=254)
    host = models.CharField(max_length=253)  # one of the tenant's, where the person asked
    browser_hash = models.BinaryField(max_length=HASH)
    secret_hash = models.BinaryField(max_length=HASH, default=b"")
    code_hash = models.BinaryField(max_length=HASH, default=b"")
    contact_id = models.UUIDField(null=True)  # filled by the job; nothing at the door depends on it
    company_id = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=12, choices=Method, blank=True)
    next_path = models.CharField(max_length=500, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)
    known_device = models.BooleanField(default=False)  # somebody signed in here as this address
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)  # by the job: sent, or nobody to send it to
    revealed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(staff="SELECT, UPDATE, DELETE", door="SELECT, INSERT, UPDATE")
    objects = TenantManager["LoginRequest"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "email", "id"], name="identity_login_email"),
            models.Index(fields=["tenant", "browser_hash"], name="identity_login_browser"),
            models.Index(fields=["tenant", "created_at"], name="identity_login_created"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.created_at:%F %T}"


class StaffLink(TenantModel):
    """A mailed link for staff: to join, or to set a new password. Works once."""

    class Purpose(models.TextChoices):
        JOIN = "join", _("Invitation")
        PASSWORD = "password", _("New password")

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_hash = models.BinaryField(max_length=HASH)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(door="SELECT, UPDATE")
    objects = TenantManager["StaffLink"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "token_hash"], name="identity_stafflink_token"
            )
        ]
        indexes = [models.Index(fields=["tenant", "staff"], name="identity_stafflink_staff")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.staff_id}"


class Challenge(TenantModel):
    """Something random that comes back once: a passkey signs it, or a person types or opens it.

    `browser_hash` binds it to the browser it was given to; mails that go to a mailbox have none.
    """

    class Purpose(models.TextChoices):
        ENROL = "enrol", _("Add a passkey")
        ENTER = "enter", _("Sign in with a passkey")
        PROVE = "prove", _("Confirm with a passkey")
        MAIL = "mail", _("Confirm with a code from an e-mail")
        NOT_ME = "not_me", _("Say that it was somebody else")

    purpose = models.CharField(max_length=10, choices=Purpose)
    value_hash = models.BinaryField(max_length=HASH)
    browser_hash = models.BinaryField(max_length=HASH, default=b"")
    person_id = models.UUIDField(null=True)  # whose it is, where that is known before
    staff_id = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE")
    objects = TenantManager["Challenge"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "value_hash"], name="identity_challenge_value"),
            models.Index(fields=["tenant", "browser_hash"], name="identity_challenge_browser"),
            models.Index(fields=["tenant", "expires_at"], name="identity_challenge_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%F %T}"


class Bucket(TenantModel):
    """How many tries are left for one address, machine or tenant; see `actions/limit.py`."""

    key = models.CharField(max_length=80)
    tokens = models.FloatField()
    at = models.DateTimeField()
    refused = models.PositiveIntegerField(default=0)  # tries since the last one let through

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE")
    objects = TenantManager["Bucket"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="identity_bucket_key")
        ]
        indexes = [models.Index(fields=["tenant", "at"], name="identity_bucket_at")]

    def __str__(self) -> str:
        return self.key
