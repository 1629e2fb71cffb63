"""How people of a company, or our own colleagues, sign in with their identity provider: what both
sides know of each other, which domains are proved to be a company's, and the sign-ins under way.
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256


class Connection(TenantModel):
    """One identity provider; only a tested one can be switched on.

    Of one company, or, where `company` is empty, the one of the tenant's own staff.
    """

    class Kind(models.TextChoices):
        OIDC = "oidc", _("OpenID Connect")
        SAML = "saml", _("SAML 2.0")

    class Provider(models.TextChoices):
        ENTRA = "entra", _("Microsoft Entra ID")
        GOOGLE = "google", _("Google Workspace")
        OKTA = "okta", _("Okta")
        OIDC = "oidc", _("Another one with OpenID Connect")
        SAML = "saml", _("Another one with SAML 2.0")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being set up")
        TESTED = "tested", _("Tested")
        ACTIVE = "active", _("In use")
        OFF = "off", _("Switched off")
        REMOVED = "removed", _("Taken away")  # nobody sees it any more; the night clears it up

    company = TenantKey("people.Company", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    provider = models.CharField(max_length=10, choices=Provider)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)

    discovery_url = models.CharField(max_length=500, blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    client_secret = models.BinaryField(default=b"")  # sealed for this tenant and row
    issuer = models.CharField(max_length=500, blank=True)  # of SAML: the entity id
    authorize_url = models.CharField(max_length=500, blank=True)  # of SAML: where people sign in
    token_url = models.CharField(max_length=500, blank=True)
    keys_url = models.CharField(max_length=500, blank=True)
    userinfo_url = models.CharField(max_length=500, blank=True)  # for tokens that say too little
    keys = models.JSONField(default=list)  # public keys (JWK), or certificates in base64
    posts_secret = models.BooleanField(default=False)  # in the body instead of the header
    names_itself = models.BooleanField(default=False)  # `iss` in the answer (RFC 9207)

    creates_contacts = models.BooleanField(default=False)
    group_claim = models.CharField(max_length=120, blank=True)
    second_factor = models.CharField(max_length=500, blank=True)  # acr and amr that count as two

    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # a test counts only for what it has tested
    tested_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # somebody waits for what the provider says
    fetched_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=30, blank=True)  # why the last look at it failed

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE", door="SELECT")
    objects = TenantManager["Connection"]()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "company", "id"], name="federation_conn_company")]

    def __str__(self) -> str:
        return self.name

    @property
    def provider_name(self) -> str:
        """What it is called on its own page, where nothing else stands beside it."""
        others = {self.Provider.OIDC, self.Provider.SAML}
        return self.get_kind_display() if self.provider in others else self.get_provider_display()

    @property
    def client(self) -> UUID:
        """The company whose people sign in with it; never asked of the one of our own staff."""
        if self.company_id is None:
            raise LookupError(f"{self.name} is of no company")
        return self.company_id

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_known(self) -> bool:
        """Do we know enough of the provider to send somebody there?"""
        told = bool(self.issuer and self.authorize_url and self.keys)
        return told and (self.kind == self.Kind.SAML or bool(self.client_id and self.token_url))


class VerifiedDomain(TenantModel):
    """A mail domain that a company says is its own, and whether its DNS says so, too."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not proved yet")
        VERIFIED = "verified", _("Proved")
        LOST = "lost", _("No longer proved")

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    domain = models.CharField(max_length=253)  # as mail servers write it
    proof = models.CharField(max_length=64)  # what the TXT record has to say
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    is_enforced = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    misses = models.PositiveSmallIntegerField(default=0)  # days in a row without the record
    problem = models.CharField(max_length=30, blank=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE, DELETE", door="SELECT")
    objects = TenantManager["VerifiedDomain"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "company", "domain"], name="federation_domain_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "domain"],
                condition=models.Q(state="verified"),
                name="federation_domain_one_owner",
            ),
            models.CheckConstraint(
                name="federation_domain_enforced_is_proved",
                condition=models.Q(is_enforced=False) | models.Q(state="verified"),
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def is_verified(self) -> bool:
        return self.state == self.State.VERIFIED


class SsoAttempt(TenantModel):
    """Somebody has been sent to an identity provider. Works once, for ten minutes, in one browser.

    `purpose` test signs nobody in; it shows what the provider says and what would happen.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign-in")
        TEST = "test", _("Test")

    class State(models.TextChoices):
        STARTED = "started", _("On the way")
        ANSWERED = "answered", _("Came back")
        ASKED = "asked", _("Being checked")
        PROVED = "proved", _("Is right")
        FAILED = "failed", _("Did not work")

    connection = TenantKey(Connection, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, null=True, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    host = models.CharField(max_length=260)  # where the person started, with the port
    browser_hash = models.BinaryField(max_length=HASH)
    state_hash = models.BinaryField(max_length=HASH)
    nonce = models.CharField(max_length=64, blank=True)
    verifier = models.BinaryField(default=b"")  # of PKCE, sealed
    code = models.BinaryField(default=b"")  # what the provider gave, sealed
    request_id = models.CharField(max_length=64, blank=True)  # SAML: its InResponseTo
    next_path = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    claims = models.JSONField(default=dict)
    aal = models.PositiveSmallIntegerField(default=1)
    contact_id = models.UUIDField(null=True)  # who it is; of a test: who it would be
    staff_id = models.UUIDField(null=True)  # the same, where a colleague signs in
    outcome = models.CharField(max_length=30, blank=True)  # what signing in does, or would do
    role_name = models.CharField(max_length=80, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT", door="SELECT, INSERT, UPDATE")
    objects = TenantManager["SsoAttempt"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "connection", "id"], name="federation_attempt_conn"),
            models.Index(fields=["tenant", "created_at"], name="federation_attempt_created"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%F %T}"


class Subject(TenantModel):
    """The account at the provider that a contact signed in with; found again by its own id."""

    connection = TenantKey(Connection, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=255)
    email = models.CharField(max_length=254, blank=True)  # as the provider said it last
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    isolation: ClassVar = of_company(portal="SELECT, DELETE", door="SELECT")
    objects = TenantManager["Subject"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "subject"], name="federation_subject_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "connection", "contact"], name="federation_subject_contact"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class StaffSubject(TenantModel):
    """The account at the provider that a colleague signs in with; found again by its own id."""

    connection = TenantKey(Connection, models.CASCADE, related_name="+")
    staff = TenantKey("people.StaffUser", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=255)
    email = models.CharField(max_length=254, blank=True)  # as the provider said it last
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    isolation: ClassVar = staff_only()
    objects = TenantManager["StaffSubject"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "subject"], name="federation_staffsubject_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "connection", "staff"], name="federation_staffsubject_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class UsedAssertion(TenantModel):
    """This SAML assertion has been used; it opens nothing a second time."""

    connection = TenantKey(Connection, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=HASH)
    expires_at = models.DateTimeField()

    isolation: ClassVar = staff_only(door="SELECT, INSERT")
    objects = TenantManager["UsedAssertion"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "digest"], name="federation_used_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "expires_at"], name="federation_used_expires")]

    def __str__(self) -> str:
        return f"{self.connection_id} until {self.expires_at:%F %T}"
