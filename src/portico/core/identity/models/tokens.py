"""Bearer tokens, with which programs do what an employee may do."""

from typing import ClassVar

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only
from portico.kernel.postgres.keys import TenantKey

from .kinds import HASH


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
