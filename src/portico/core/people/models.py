"""Client companies with their sites and contacts; the MSP's staff, teams and public cards."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel, TenantQuerySet
from portico.kernel.postgres.isolation import of_company, shared, staff_only
from portico.kernel.postgres.keys import TenantKey


class Company(TenantModel):
    """A client organisation."""

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Inactive")

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    portal_enabled = models.BooleanField(default=True)
    industry = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    external_ref = models.CharField(max_length=120, blank=True)
    owner = TenantKey("people.StaffUser", models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    isolation: ClassVar = of_company(column="id", door="SELECT", gate="SELECT")
    objects = TenantManager["Company"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="people_company_external_ref",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "name", "id"], name="people_company_name"),
            models.Index(fields=["tenant", "owner", "name", "id"], name="people_company_owner"),
            GinIndex(
                fields=["name", "short_name"],
                opclasses=["gin_trgm_ops"] * 2,
                name="people_company_pieces",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def company_id(self) -> UUID:
        """A company belongs to itself: permission checks and the journal read it."""
        return self.pk

    @property
    def lets_in(self) -> bool:
        """May anybody of this company sign in? People need access of their own besides."""
        return self.portal_enabled and self.status == self.Status.ACTIVE


class Site(TenantModel):
    """A place where a company works."""

    company = TenantKey(Company, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.TextField(blank=True)
    zone = models.CharField(max_length=60, blank=True)

    isolation: ClassVar = of_company(door="SELECT")
    objects = TenantManager["Site"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "company", "name"], name="people_site_name")
        ]

    def __str__(self) -> str:
        return self.name


class Person(TenantModel):
    """A human who can sign in: verified addresses, later passkeys and a second factor."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    isolation: ClassVar = staff_only(door="SELECT, INSERT", gate="SELECT")
    objects = TenantManager["Person"]()

    def __str__(self) -> str:
        return self.name


class PersonEmail(TenantModel):
    """An address that a person has proved to own; stored in lower case."""

    person = TenantKey(Person, models.CASCADE, related_name="emails")
    email = models.CharField(max_length=254)
    verified_at = models.DateTimeField()

    isolation: ClassVar = staff_only(door="SELECT, INSERT")
    objects = TenantManager["PersonEmail"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "email"], name="people_personemail_email")
        ]
        indexes = [models.Index(fields=["tenant", "person"], name="people_personemail_person")]

    def __str__(self) -> str:
        return self.email


class ContactQuerySet(TenantQuerySet["Contact"]):
    def with_access(self) -> "ContactQuerySet":
        """Those who may sign in: open access, an address, still there, the company's portal on."""
        return self.exclude(email="").filter(
            access__in=[Contact.Access.INVITED, Contact.Access.ACTIVE],
            is_active=True,
            company__status=Company.Status.ACTIVE,
            company__portal_enabled=True,
        )


class Contact(TenantModel):
    """A person at one company; portal access and grants hang here. May never have signed in."""

    class Access(models.TextChoices):
        NONE = "none", _("No portal access")
        INVITED = "invited", _("Invited")
        ACTIVE = "active", _("Active")
        DISABLED = "disabled", _("Switched off")

    company = TenantKey(Company, models.CASCADE, related_name="contacts")
    site = TenantKey(Site, models.PROTECT, related_name="+", null=True, blank=True)
    person = TenantKey(Person, models.PROTECT, related_name="contacts", null=True, blank=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    access = models.CharField(max_length=10, choices=Access, default=Access.NONE)
    is_active = models.BooleanField(default=True)  # works there still; the record stays
    closed_at = models.DateTimeField(null=True)  # when the access was taken away, and why
    closed_why = models.CharField(max_length=300, blank=True)
    closed_by_msp = models.BooleanField(default=False)  # then a client's admin does not reopen it
    only_here = models.BooleanField(default=False)  # no other company may know the address
    is_shared_mailbox = models.BooleanField(default=False)
    is_primary = models.BooleanField(default=False)
    external_ref = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(
        portal="SELECT, INSERT, UPDATE", door="SELECT, UPDATE", gate="SELECT"
    )
    objects = TenantManager.from_queryset(ContactQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "company", "email"],
                condition=~models.Q(email="") & models.Q(is_shared_mailbox=False),
                name="people_contact_email",
            ),
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=models.Q(only_here=True, is_shared_mailbox=False) & ~models.Q(email=""),
                name="people_contact_only_here",
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="people_contact_external_ref",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "email"], name="people_contact_by_email"),
            models.Index(fields=["tenant", "company", "name", "id"], name="people_contact_name"),
            models.Index(fields=["tenant", "person"], name="people_contact_person"),
            models.Index(
                fields=["tenant", "name", "id"],
                name="people_contact_apart",
                condition=models.Q(is_active=False)
                | models.Q(email="")
                | models.Q(is_shared_mailbox=True)
                | models.Q(access="disabled"),
            ),
            GinIndex(
                fields=["name", "email"],
                opclasses=["gin_trgm_ops"] * 2,
                name="people_contact_pieces",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def can_sign_in(self) -> bool:
        """Open access and still there; whether the company's portal is on `with_access` knows."""
        return self.is_active and self.access in {self.Access.INVITED, self.Access.ACTIVE}

    @property
    def has_joined(self) -> bool:
        """Open access that somebody has used: an address is then somebody's way in."""
        return self.is_active and self.access == self.Access.ACTIVE

    def is_for(self, contact_id: UUID) -> bool:
        return self.pk == contact_id


class PortalSwitch(TenantModel):
    """What belongs to a company's portal besides on and off; `Company.portal_enabled` is that."""

    company = TenantKey(Company, models.CASCADE, related_name="+")
    primary = TenantKey(Contact, models.RESTRICT, related_name="+", null=True, blank=True)
    opens_at = models.DateTimeField(null=True)  # it goes on by itself then
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)  # why it was switched off

    isolation: ClassVar = staff_only()
    objects = TenantManager["PortalSwitch"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "company"], name="people_portal_once"),
            models.UniqueConstraint(
                fields=["tenant", "primary"],
                condition=models.Q(primary__isnull=False),
                name="people_portal_primary",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "opens_at"], name="people_portal_opens")]

    def __str__(self) -> str:
        return f"{self.company_id}"


class MembershipRule(TenantModel):
    """Whether a person may belong to several companies; no row means yes."""

    one_company = models.BooleanField(default=False)

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["MembershipRule"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="people_membership_once")]

    def __str__(self) -> str:
        return f"{self.one_company}"


class StaffUser(TenantModel):
    """An employee of the MSP. Secrets of signing in are in `identity`."""

    class Status(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACTIVE = "active", _("Active")
        DISABLED = "disabled", _("Switched off")

    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.INVITED)
    card = TenantKey("people.StaffCard", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only(door="SELECT, UPDATE", gate="SELECT")
    objects = TenantManager["StaffUser"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "email"], name="people_staffuser_email")
        ]

    def __str__(self) -> str:
        return self.name


class StaffCard(TenantModel):
    """How clients see an employee: name, title, phone. Nothing else of staff leaves the desk."""

    name = models.CharField(max_length=200)
    title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    in_team_list = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["StaffCard"]()

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]


class Team(TenantModel):
    """A group of staff; tickets are given to a team and, in it, to a person."""

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=100)

    isolation: ClassVar = staff_only()
    objects = TenantManager["Team"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="people_team_name")]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantModel):
    """This employee belongs to that team."""

    team = TenantKey(Team, models.CASCADE, related_name="members")
    staff = TenantKey(StaffUser, models.CASCADE, related_name="memberships")

    isolation: ClassVar = staff_only(door="SELECT")
    objects = TenantManager["TeamMember"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "team", "staff"], name="people_teammember_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "staff"], name="people_teammember_staff")]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.team_id}"


__all__ = [
    "Company",
    "Contact",
    "MembershipRule",
    "Person",
    "PersonEmail",
    "PortalSwitch",
    "Site",
    "StaffCard",
    "StaffUser",
    "Team",
    "TeamMember",
]
