"""Connections of directories, and what these have told us: people, groups, and who is in them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import REACHES
from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256


class ScimConnection(TenantModel):
    """A directory that may keep the people of one company in step; of all, without a company."""

    class State(models.TextChoices):
        OFF = "off", _("Off")
        DRY_RUN = "dry_run", _("Dry run")
        ACTIVE = "active", _("Live")

    class Kind(models.TextChoices):
        ENTRA = "entra", _("Microsoft Entra ID")
        OKTA = "okta", _("Okta")
        GOOGLE = "google", _("Google Workspace")
        OTHER = "other", _("Something else")

    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    state = models.CharField(max_length=10, choices=State, default=State.DRY_RUN)
    token_hash = models.BinaryField(max_length=HASH)
    token_start = models.CharField(max_length=12)
    token_made_at = models.DateTimeField()
    token_until = models.DateTimeField(null=True)
    old_hash = models.BinaryField(max_length=HASH, default=b"")
    old_until = models.DateTimeField(null=True)
    domains = models.JSONField(default=list, blank=True)  # within which addresses may change
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE", door="SELECT")
    objects = TenantManager["ScimConnection"]()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "company"], name="provisioning_connection_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_off(self) -> bool:
        return self.state == self.State.OFF

    @property
    def is_live(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_tried_out(self) -> bool:
        return self.state == self.State.DRY_RUN

    def hashes(self, now: datetime) -> list[bytes]:
        """The fingerprints of the tokens that open this connection at that moment."""
        found = []
        if self.token_until is None or self.token_until > now:
            found.append(bytes(self.token_hash))
        if self.old_until is not None and self.old_until > now:
            found.append(bytes(self.old_hash))
        return found


class GraphSource(TenantModel):
    """Where a connection reads by itself: an application in the client's Microsoft Entra ID.

    With `groups`, only people who are in one of them; these groups may give roles, too.
    """

    connection = TenantKey(ScimConnection, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    directory = models.CharField(max_length=100)  # the tenant's id at Microsoft, or its domain
    client = models.CharField(max_length=100)
    secret = models.BinaryField(default=b"")  # sealed for this tenant and row
    groups = models.JSONField(default=list)  # object ids
    asked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=20, blank=True)  # why the last reading changed nothing

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["GraphSource"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection"], name="provisioning_graphsource_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} at {self.directory}"


class Ahead(models.TextChoices):
    """What going live would do for a person."""

    CREATE = "create", _("is new and gets access")
    LINK = "link", _("is here already and is linked")
    CHANGE = "change", _("changes")
    OPEN = "open", _("gets access again")
    CLOSE = "close", _("loses access")


class Problem(models.TextChoices):
    """Why a person of the directory is nobody in the portal."""

    NO_ADDRESS = "no_address", _("has no e-mail address")
    NO_COMPANY = "no_company", _("belongs to no company that is known here")
    ELSEWHERE = "elsewhere", _("is managed by another connection")
    BY_HAND = "by_hand", _("was switched off here by hand")


class ScimUser(TenantModel):
    """A person as the directory describes them, and the contact they are in the portal."""

    connection = TenantKey(ScimConnection, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+", null=True)
    user_name = models.CharField(max_length=254)
    user_key = models.CharField(max_length=254)  # the same in lower case
    external_id = models.CharField(max_length=254, blank=True)
    email = models.CharField(max_length=254, blank=True)
    display_name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    active = models.BooleanField(default=True)
    told = models.JSONField(default=dict)  # the resource as it was sent, without what we ignore
    synced = models.JSONField(default=dict)  # field of the contact → value of the directory
    given = models.JSONField(default=list)  # ids of the roles that the directory gave
    closed_at = models.DateTimeField(null=True)  # of the contact, while the directory closed it
    ahead = models.CharField(max_length=10, choices=Ahead, blank=True)
    differs = models.JSONField(default=dict)  # in a dry run: field → before and after
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT")
    objects = TenantManager["ScimUser"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "user_key"],
                condition=models.Q(gone_at=None),
                name="provisioning_user_name",
            ),
            models.UniqueConstraint(
                fields=["tenant", "contact"],
                condition=models.Q(gone_at=None, contact__isnull=False),
                name="provisioning_user_contact",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "connection", "id"],
                condition=models.Q(gone_at=None),
                name="provisioning_user_page",
            ),
            models.Index(
                fields=["tenant", "connection", "external_id"], name="provisioning_user_external"
            ),
            models.Index(fields=["tenant", "connection", "email"], name="provisioning_user_email"),
            models.Index(fields=["tenant", "connection", "ahead"], name="provisioning_user_ahead"),
            models.Index(fields=["tenant", "contact"], name="provisioning_user_of"),
        ]

    def __str__(self) -> str:
        return self.user_name

    @property
    def shown(self) -> str:
        return self.display_name or self.user_name


class ScimGroup(TenantModel):
    """A group of the directory."""

    connection = TenantKey(ScimConnection, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    name = models.CharField(max_length=254)
    name_key = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    isolation: ClassVar = of_company(portal="SELECT")
    objects = TenantManager["ScimGroup"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "connection", "id"], name="provisioning_group_page"),
            models.Index(
                fields=["tenant", "connection", "name_key"], name="provisioning_group_name"
            ),
            models.Index(
                fields=["tenant", "connection", "external_id"], name="provisioning_group_external"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScimMember(TenantModel):
    """Who is in a group."""

    group = TenantKey(ScimGroup, models.CASCADE, related_name="+")
    user = TenantKey(ScimUser, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)

    isolation: ClassVar = of_company(portal="SELECT")
    objects = TenantManager["ScimMember"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "group", "user"], name="provisioning_member_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "user"], name="provisioning_member_user")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class GroupRole(TenantModel):
    """Members of a group hold a role, as far as `reach` (the role's usual reach if null)."""

    group = TenantKey(ScimGroup, models.CASCADE, related_name="+")
    role = TenantKey("roles.Role", models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    reach = models.PositiveSmallIntegerField(choices=REACHES, null=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE")
    objects = TenantManager["GroupRole"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "group"], name="provisioning_grouprole_once")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.role_id}"


class SyncLine(TenantModel):
    """One thing that a directory asked for, and what came of it; only the newest are kept."""

    class Deed(models.TextChoices):
        CREATED = "created", _("Added")
        LINKED = "linked", _("Linked to a contact")
        CHANGED = "changed", _("Changed")
        CLOSED = "closed", _("Access closed")
        OPENED = "opened", _("Access opened again")
        REMOVED = "removed", _("Removed")
        NOTED = "noted", _("Noted")
        REFUSED = "refused", _("Refused")

    connection = TenantKey(ScimConnection, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    at = models.DateTimeField()
    deed = models.CharField(max_length=10, choices=Deed)
    is_group = models.BooleanField(default=False)
    about = models.CharField(max_length=254, blank=True)
    words = models.CharField(max_length=400, blank=True)

    isolation: ClassVar = of_company(portal="SELECT")
    objects = TenantManager["SyncLine"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "connection", "-id"], name="provisioning_line_newest")
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.about}"
