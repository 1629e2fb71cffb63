"""Roles (tenant × role × permission) and the grants that give them to people."""

from typing import ClassVar

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Reach
from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, shared, staff_only
from portico.kernel.postgres.keys import TenantKey

REACHES = [
    (Reach.OWN.value, _("own only")),
    (Reach.SITE.value, _("own site")),
    (Reach.COMPANY.value, _("whole company")),
]


OWNER = "owner"  # key of the preset role that holds everything, also what comes with an update


class Role(TenantModel):
    """A named set of permissions, for staff or for contacts but never for both."""

    class Audience(models.TextChoices):
        STAFF = "staff", _("Staff")
        CONTACTS = "contacts", _("Contacts")

    audience = models.CharField(max_length=10, choices=Audience)
    key = models.CharField(max_length=30, blank=True)  # of a preset, such as "employee"
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=200, blank=True)
    default_reach = models.PositiveSmallIntegerField(choices=REACHES, default=Reach.OWN.value)
    is_default = models.BooleanField(default=False)
    is_delegable = models.BooleanField(default=False)  # a client's own admin may give it
    position = models.PositiveSmallIntegerField(default=100)
    shipped = models.JSONField(default=list)  # what a preset held when the product last filled it

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["Role"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "audience", "name"], name="roles_role_name"),
            models.UniqueConstraint(
                fields=["tenant", "audience"],
                condition=models.Q(is_default=True),
                name="roles_role_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        """The owner role holds every staff permission and cannot be changed."""
        return self.key == OWNER


class RolePermission(TenantModel):
    """This role holds that permission."""

    role = TenantKey(Role, models.CASCADE, related_name="permissions")
    code = models.CharField(max_length=80)

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["RolePermission"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "role", "code"], name="roles_permission_once")
        ]

    def __str__(self) -> str:
        return self.code


class Choice(TenantModel):
    """A role and how far it goes, for whoever comes in without being given another one."""

    role = TenantKey(Role, models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(choices=REACHES, default=Reach.OWN.value)

    class Meta(TenantModel.Meta):
        abstract = True


class CompanyDefault(Choice):
    """What new people of this company get, instead of the tenant's usual role."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")

    isolation: ClassVar = of_company(door="SELECT")
    objects = TenantManager["CompanyDefault"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "company"], name="roles_companydefault_once")
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.role_id}"


class Rule(Choice):
    """Who is like this gets that role, at every company; the first rule that fits counts."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail address")
        TITLE = "title", _("Job title")
        GROUP = "group", _("Directory group")

    kind = models.CharField(max_length=10, choices=Kind)
    pattern = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["Rule"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "pattern"], name="roles_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class CompanyRule(Choice):
    """The same for one company; its own rules come before those for everybody."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Rule.Kind)
    pattern = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = of_company(door="SELECT")
    objects = TenantManager["CompanyRule"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "company", "kind", "pattern"], name="roles_companyrule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class Grant(TenantModel):
    """A contact holds a role, as far as `reach` goes."""

    class Source(models.TextChoices):
        HAND = "hand", _("given by hand")
        RULE = "rule", _("by a rule")
        COMPANY = "company", _("usual at the company")
        TENANT = "tenant", _("usual for everybody")

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    role = TenantKey(Role, models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(choices=REACHES, default=Reach.OWN.value)

    source = models.CharField(max_length=10, choices=Source, default=Source.HAND)
    rule = models.CharField(max_length=240, blank=True)  # in words, where a rule chose the role
    given_by = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(default=now)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE", door="SELECT, INSERT")
    objects = TenantManager["Grant"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact", "role"], name="roles_grant_once")
        ]
        indexes = [models.Index(fields=["tenant", "role"], name="roles_grant_role")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.role_id}"


class Guest(TenantModel):
    """A contact who is here because a role of the same person at `home` goes here, too.

    The guest is a contact of this company with a grant of its own, so that nobody's session ever
    sees two companies; the portal knows nothing of this table.
    """

    home = TenantKey("people.Contact", models.CASCADE, related_name="+")
    role = TenantKey(Role, models.PROTECT, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")

    isolation: ClassVar = staff_only()
    objects = TenantManager["Guest"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "home", "company"], name="roles_guest_once"),
            models.UniqueConstraint(fields=["tenant", "contact"], name="roles_guest_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.home_id} at {self.company_id}"


class StaffGrant(TenantModel):
    """An employee holds a role."""

    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    role = TenantKey(Role, models.PROTECT, related_name="+")

    isolation: ClassVar = staff_only(door="SELECT")
    objects = TenantManager["StaffGrant"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "role"], name="roles_staffgrant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.role_id}"
