"""What it takes to come in, and who is inside: requests, sessions, secrets, links and limits.

Contacts and staff have tables of their own. Of every secret only the SHA-256 is kept.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_contact, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256


class Method(models.TextChoices):
    """How somebody proved who they are."""

    LINK = "link", _("Link from an e-mail")
    CODE = "code", _("Code from an e-mail")
    STAFF_CODE = "staff_code", _("Code told by staff")
    SWITCH = "switch", _("Change of company")
    PASSWORD = "password", _("Password")
    TOTP = "totp", _("Password and authenticator app")
    RECOVERY = "recovery", _("Password and recovery code")


class Ending(models.TextChoices):
    """Why a session is over."""

    USER = "user", _("Signed out")
    IDLE = "idle", _("Not used for too long")
    EXPIRED = "expired", _("Reached its longest life")
    ADMIN = "admin", _("Ended by staff")
    REPLACED = "replaced", _("Followed by another session")
    CREDENTIALS = "credentials", _("Password or second factor changed")


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


class Session(TenantModel):
    """What the sessions of both doors have in common; each door has its own table."""

    token_hash = models.BinaryField(max_length=HASH)
    method = models.CharField(max_length=12, choices=Method)
    aal = models.PositiveSmallIntegerField(default=1)
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


class StaffSecret(TenantModel):
    """How an employee signs in: password (argon2id) and authenticator app (sealed)."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    password = models.CharField(max_length=255, blank=True)
    password_at = models.DateTimeField(null=True)
    totp = models.BinaryField(default=b"")  # sealed for this tenant and row
    totp_at = models.DateTimeField(null=True)
    totp_step = models.BigIntegerField(default=0)  # the last time step used: no code works twice
    waiting_totp = models.BinaryField(default=b"")  # shown as a QR code, not confirmed yet

    isolation: ClassVar = staff_only(door="SELECT, UPDATE")
    objects = TenantManager["StaffSecret"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "staff"], name="identity_staffsecret_staff")
        ]

    def __str__(self) -> str:
        return str(self.staff_id)


class RecoveryCode(TenantModel):
    """Opens the second door once, when the phone is lost."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    code_hash = models.BinaryField(max_length=HASH)
    used_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["RecoveryCode"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "code_hash"], name="identity_recoverycode_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.staff_id)


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


class ApiToken(TenantModel):
    """A bearer token of an employee: may do through the API what the employee may do now."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)  # the first characters, to recognise it by
    token_hash = models.BinaryField(max_length=HASH)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(door="SELECT, UPDATE")
    objects = TenantManager["ApiToken"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="identity_apitoken_token")
        ]
        indexes = [models.Index(fields=["tenant", "staff"], name="identity_apitoken_staff")]

    def __str__(self) -> str:
        return self.name


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
