"""What tokens may do at most, the tokens of contacts, and what programs were answered."""

from typing import ClassVar

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, of_contact, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256


class TokenLimit(TenantModel):
    """An employee's token may do less than the employee; no row means no less.

    `company` is no key on purpose: when the company is gone, the token sees nothing, not all.
    """

    token = TenantKey("identity.ApiToken", models.CASCADE, related_name="+")
    scopes = models.JSONField(null=True)  # permission codes; none: all that the owner may do
    company = models.UUIDField(null=True)

    isolation: ClassVar = staff_only(door="SELECT", staff="SELECT, INSERT")
    objects = TenantManager["TokenLimit"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token"], name="tokens_limit_once")
        ]

    def __str__(self) -> str:
        return f"{self.token_id}"


class ClientToken(TenantModel):
    """With it a program does what a contact may do at that moment, as far as the scopes allow."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)  # the first characters, to recognise it by
    token_hash = models.BinaryField(max_length=HASH)
    scopes = models.JSONField(default=list)  # permission codes
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(
        portal="SELECT, INSERT, UPDATE", door="SELECT, UPDATE", staff="SELECT, INSERT, UPDATE"
    )
    objects = TenantManager["ClientToken"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="tokens_client_token"),
            models.CheckConstraint(
                name="tokens_client_ends_later",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "contact"], name="tokens_client_contact")]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(TenantModel):
    """What a token's program was answered to an `Idempotency-Key`; a day later it is forgotten.

    The body is sealed, for it may hold what is shown only once.
    """

    owner = models.UUIDField()  # the token, of an employee or of a contact
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+", null=True)
    key_hash = models.BinaryField(max_length=HASH)
    request_hash = models.BinaryField(max_length=HASH)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    isolation: ClassVar = of_contact(
        portal="SELECT, INSERT, DELETE", staff="SELECT, INSERT, DELETE"
    )
    objects = TenantManager["KeptAnswer"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "owner", "key_hash"], name="tokens_kept_once")
        ]
        indexes = [models.Index(fields=["tenant", "at"], name="tokens_kept_at")]

    def __str__(self) -> str:
        return f"{self.owner}: {self.status}"
