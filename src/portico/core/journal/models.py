"""The append-only record of what happened, and the part of it that clients read."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from portico.core.access.actors import name_of
from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, staff_only


class Entry(TenantModel):
    """One fact. No role may change or delete it; personal details are in `Personal`."""

    name = models.CharField(max_length=100)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    behind_id = models.UUIDField(null=True)
    behind_name = models.CharField(max_length=200, blank=True)
    company_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    is_security = models.BooleanField(default=False)
    is_financial = models.BooleanField(default=False)
    door = models.CharField(max_length=10, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    session = models.CharField(max_length=64, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)

    isolation: ClassVar = staff_only(
        staff="SELECT, INSERT", portal="INSERT", door="INSERT", gate="SELECT, DELETE"
    )
    objects = TenantManager["Entry"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "subject_id", "id"], name="journal_entry_subject"),
            models.Index(fields=["tenant", "company_id", "id"], name="journal_entry_company"),
            models.Index(fields=["tenant", "actor_id", "id"], name="journal_entry_actor"),
            models.Index(fields=["tenant", "name", "id"], name="journal_entry_name"),
            models.Index(
                fields=["tenant", "behind_id", "id"],
                name="journal_entry_behind",
                condition=models.Q(behind_id__isnull=False),
            ),
            models.Index(
                fields=["tenant", "id"],
                name="journal_entry_security",
                condition=models.Q(is_security=True),
            ),
            models.Index(
                fields=["tenant", "id"],
                name="journal_entry_money",
                condition=models.Q(is_financial=True),
            ),
            models.Index(
                fields=["tenant", "id"],
                name="journal_entry_system",
                condition=models.Q(actor_kind__in=["system", "operator"]),
            ),
            GinIndex(
                fields=["actor_name", "behind_name"],
                name="journal_entry_pieces",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_name}: {self.name}"

    @property
    def who(self) -> str:
        """The name of the actor as people read it."""
        return name_of(self.actor_kind, self.actor_name)


class Personal(TenantModel):
    """The personal details of an entry. Erasable: the entry keeps only a salted digest of them."""

    entry_id = models.UUIDField()
    salt = models.CharField(max_length=32)
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)
    device_type = models.CharField(max_length=10, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    platform = models.CharField(max_length=60, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    isolation: ClassVar = staff_only(
        staff="SELECT, INSERT, UPDATE, DELETE", portal="INSERT", door="INSERT"
    )
    objects = TenantManager["Personal"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "entry_id"], name="journal_personal_entry"),
            models.Index(fields=["tenant", "ip", "entry_id"], name="journal_personal_ip"),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)


class Moment(TenantModel):
    """A line of a timeline that the client may read: what happened to one of its things."""

    company_id = models.UUIDField(null=True)
    subject_id = models.UUIDField()
    name = models.CharField(max_length=100)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)

    isolation: ClassVar = of_company(portal="SELECT, INSERT", door="INSERT")
    objects = TenantManager["Moment"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "subject_id", "id"], name="journal_moment_subject"),
            models.Index(fields=["tenant", "company_id", "id"], name="journal_moment_company"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_name}: {self.name}"

    @property
    def who(self) -> str:
        """The name of the actor as people read it."""
        return name_of(self.actor_kind, self.actor_name)


class Seal(TenantModel):
    """The hash of one entry, chained to the one before. Only the sealer adds them, one by one."""

    position = models.BigIntegerField()
    entry_id = models.UUIDField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    isolation: ClassVar = staff_only(staff="SELECT, INSERT", gate="SELECT")
    objects = TenantManager["Seal"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "position"], name="journal_seal_position"),
            models.UniqueConstraint(fields=["tenant", "entry_id"], name="journal_seal_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.hash[:12]}"


FOR_EVER = 0
USUAL_MONTHS = 13  # a year can be compared with the one before
MONTHS = (FOR_EVER, 13, 24, 36, 60, 120)  # of ordinary entries
YEARS = (10, 12, 15, 30, FOR_EVER)  # of entries about money


class Keeping(TenantModel):
    """How long a tenant keeps its journal; nought is for ever. At most one row.

    Whoever has said nothing keeps ordinary entries for thirteen months, those about money for ever.
    """

    months = models.PositiveSmallIntegerField(
        default=USUAL_MONTHS, choices=[(count, str(count)) for count in MONTHS]
    )
    years = models.PositiveSmallIntegerField(
        default=FOR_EVER, choices=[(count, str(count)) for count in YEARS]
    )

    isolation: ClassVar = staff_only(staff="SELECT, INSERT, UPDATE")
    objects = TenantManager["Keeping"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="journal_keeping_one"),
            models.CheckConstraint(
                name="journal_keeping_money",
                condition=models.Q(years=0) | models.Q(years__gte=10, months__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months} months, {self.years} years"
