"""Who looked at the portal as whom, why and until when; and the switches that forbid it."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256
LONGEST = 60  # minutes


class ViewingGrant(TenantModel):
    """An employee sees the portal as this contact does. Only the SHA-256 of its secret is kept.

    It lives as long as `staff_session`, the sign-in it was begun in, and never past `expires_at`.
    """

    class Ending(models.TextChoices):
        ENDED = "ended", _("Stopped")
        EXPIRED = "expired", _("Time was up")
        KILLED = "killed", _("Ended by an administrator")
        LOST = "lost", _("A sign-in, a right or an access it needs was gone")

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    staff_name = models.CharField(max_length=200)
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    contact_name = models.CharField(max_length=200)
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    staff_session = models.UUIDField()
    reason = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    token_hash = models.BinaryField(max_length=HASH)
    back = models.CharField(max_length=200, blank=True)  # the page at the desk to return to
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    isolation: ClassVar = of_company(
        portal="SELECT", door="SELECT, UPDATE", staff="SELECT, INSERT, UPDATE"
    )
    objects = TenantManager["ViewingGrant"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="viewing_grant_token"),
            models.UniqueConstraint(
                fields=["tenant", "staff"],
                condition=models.Q(ended_at=None),
                name="viewing_grant_one_at_a_time",
            ),
            models.CheckConstraint(
                name="viewing_grant_is_short",
                condition=models.Q(
                    expires_at__lte=models.F("started_at") + timedelta(minutes=LONGEST)
                ),
            ),
            models.CheckConstraint(name="viewing_grant_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="viewing_grant_ended_somehow",
                condition=models.Q(ended_at=None, ending="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ending=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "company", "id"], name="viewing_grant_company"),
            models.Index(fields=["tenant", "contact", "id"], name="viewing_grant_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} as {self.contact_name}"


class ViewingRule(TenantModel):
    """Whether clients may be looked at; without a company, for all of them.

    The stricter of the two holds.
    """

    class Mode(models.TextChoices):
        ON = "on", _("With a reason")
        TICKET = "ticket", _("Only with the number of a ticket")
        OFF = "off", _("Not at all")

    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ON)
    tells_client = models.BooleanField(default=False)  # a mail to the client's administrators

    isolation: ClassVar = staff_only(door="SELECT", staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["ViewingRule"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "company"], name="viewing_rule_company"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(company=None), name="viewing_rule_default"
            ),
        ]

    def __str__(self) -> str:
        return self.mode
