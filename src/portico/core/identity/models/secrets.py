"""What people hold to prove who they are: passwords, apps, recovery codes and passkeys."""

from typing import ClassVar

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only
from portico.kernel.postgres.keys import TenantKey

from .kinds import HASH


class Secret(TenantModel):
    """Password (argon2id) and authenticator app (sealed) of somebody, at either door."""

    password = models.CharField(max_length=255, blank=True)
    password_at = models.DateTimeField(null=True)
    totp = models.BinaryField(default=b"")  # sealed for this tenant and row
    totp_at = models.DateTimeField(null=True)
    totp_step = models.BigIntegerField(default=0)  # the last time step used: no code works twice
    waiting_totp = models.BinaryField(default=b"")  # shown as a QR code, not confirmed yet

    class Meta(TenantModel.Meta):
        abstract = True


class StaffSecret(Secret):
    """How an employee signs in."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")

    isolation: ClassVar = staff_only(door="SELECT, UPDATE")
    objects = TenantManager["StaffSecret"]()

    class Meta(Secret.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "staff"], name="identity_staffsecret_staff")
        ]

    def __str__(self) -> str:
        return str(self.staff_id)


class PersonSecret(Secret):
    """What a client may use besides the mailbox; it belongs to the person, in all companies."""

    person = TenantKey("people.Person", models.CASCADE, related_name="+")
    offer_seen_at = models.DateTimeField(null=True)  # the offer of a passkey was answered

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE", gate="SELECT")
    objects = TenantManager["PersonSecret"]()

    class Meta(Secret.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person"], name="identity_personsecret_who")
        ]

    def __str__(self) -> str:
        return str(self.person_id)


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


class PersonCode(TenantModel):
    """A client's recovery code: stands in once for the authenticator app."""

    person = TenantKey("people.Person", models.CASCADE, related_name="+")
    code_hash = models.BinaryField(max_length=HASH)
    used_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["PersonCode"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "code_hash"], name="identity_personcode_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Passkey(TenantModel):
    """A public key whose other half never leaves somebody's device.

    `rp_id` is the host it was made for; browsers offer it at no other.
    """

    credential_hash = models.BinaryField(max_length=HASH)
    credential = models.BinaryField(max_length=1023)
    public_key = models.BinaryField(max_length=2000)
    sign_count = models.BigIntegerField(default=0)
    rp_id = models.CharField(max_length=253)
    name = models.CharField(max_length=80)
    is_synced = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class PersonPasskey(Passkey):
    """A passkey of a client."""

    person = TenantKey("people.Person", models.CASCADE, related_name="+")

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["PersonPasskey"]()

    class Meta(Passkey.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "credential_hash"], name="identity_personpasskey_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "person"], name="identity_personpasskey_who")]


class StaffPasskey(Passkey):
    """A passkey of an employee."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")

    isolation: ClassVar = staff_only(door="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["StaffPasskey"]()

    class Meta(Passkey.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "credential_hash"], name="identity_staffpasskey_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "staff"], name="identity_staffpasskey_who")]
