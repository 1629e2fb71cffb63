"""What a tenant, or one company, asks of those who sign in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only
from portico.kernel.postgres.keys import TenantKey


class Factor(models.TextChoices):
    """Who needs a second factor."""

    OFF = "off", _("Nobody; it is not asked for")
    OPTIONAL = "optional", _("Whoever has set one up")
    ROLES = "roles", _("Everybody with one of these roles, and whoever has set one up")
    ALL = "all", _("Everybody")


class SignInPolicy(TenantModel):
    """The rules of one company, or those of the tenant where `company` is empty.

    Signing in by mail is not among them: it stays open as long as single sign-on is not demanded,
    so that no rule leaves anybody without a way in.
    """

    company = TenantKey("people.Company", models.CASCADE, null=True, related_name="+")
    passkeys = models.BooleanField(default=True)
    passwords = models.BooleanField(default=False)
    no_passwords = models.BooleanField(default=False)  # only the tenant's: no company may, either
    factor = models.CharField(max_length=10, choices=Factor, default=Factor.OPTIONAL)
    factor_roles = models.JSONField(default=list)  # ids of roles, where `factor` says so
    session_days = models.PositiveSmallIntegerField(null=True)  # only a company's; never longer
    idle_hours = models.PositiveSmallIntegerField(null=True)

    isolation: ClassVar = staff_only(door="SELECT")
    objects = TenantManager["SignInPolicy"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "company"], name="identity_policy_one", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"policy of {self.company_id or 'the tenant'}"
