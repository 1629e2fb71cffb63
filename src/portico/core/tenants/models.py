"""The tenant (one MSP), its hosts, its key, and the small files of its brand."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.kernel.ids import new_id
from portico.kernel.postgres.isolation import shared, staff_only

from .rows import TenantManager, TenantModel, TenantQuerySet

__all__ = [
    "BrandFile",
    "Counter",
    "DataKey",
    "Host",
    "Tenant",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
]


class Tenant(models.Model):
    """One MSP. Read on every request through `queries.tenant_of_host`, so it is one flat row."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)

    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=60, default="Europe/London")
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    website = models.URLField(blank=True)

    portal_name = models.CharField(max_length=80, blank=True)
    tagline = models.CharField(max_length=160, blank=True)
    intro = models.CharField(max_length=300, blank=True)
    legal_links = models.JSONField(default=list, blank=True)
    colour = models.CharField(max_length=7, default="#0e6371")
    css_hash = models.CharField(max_length=64, blank=True)
    logo_hash = models.CharField(max_length=64, blank=True)
    logo_type = models.CharField(max_length=40, blank=True)

    ticket_prefix = models.CharField(max_length=8, default="#")
    sign_in_minutes = models.PositiveSmallIntegerField(default=10)
    idle_hours = models.PositiveSmallIntegerField(default=8)
    session_days = models.PositiveSmallIntegerField(default=30)
    extras = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    isolation: ClassVar = shared(
        staff="SELECT, UPDATE", door="SELECT", gate="SELECT, INSERT, UPDATE"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenant_sign_in_minutes", condition=models.Q(sign_in_minutes__range=(5, 60))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has(self, context: str) -> bool:
        """Is this optional part of the product switched on?"""
        return context in self.extras

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Host(TenantModel):
    """A host name that leads to one tenant, and to no other."""

    name = models.CharField(max_length=253)
    is_primary = models.BooleanField(default=False)

    isolation: ClassVar = staff_only(door="SELECT", gate="SELECT, INSERT")
    objects = TenantManager["Host"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["name"], name="tenants_host_host_key"),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(is_primary=True),
                name="tenants_host_one_primary",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BrandFile(TenantModel):
    """Logo or stylesheet of a brand, found by its hash and cached for ever."""

    hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["BrandFile"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "hash"], name="tenants_brandfile_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hash[:8]}"


class Counter(TenantModel):
    """The last human number given out, per kind of thing; only `ctx.next_number` counts."""

    kind = models.CharField(max_length=30)
    last = models.BigIntegerField()

    isolation: ClassVar = staff_only(staff="SELECT", gate="SELECT, INSERT, UPDATE")
    objects = TenantManager["Counter"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind"], name="tenants_counter_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"


class DataKey(TenantModel):
    """The key of a tenant's files and secrets, wrapped by the installation's master key.

    Deleting this row erases them for good. Every role may read it: what it protects is read
    inside each of them, and without the master key it is only noise. See `vault`.
    """

    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    isolation: ClassVar = shared(portal="SELECT, INSERT", door="SELECT, INSERT")
    objects = TenantManager["DataKey"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="tenants_datakey_one")]

    def __str__(self) -> str:
        return f"key of {self.tenant_id}"
