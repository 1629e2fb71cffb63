"""Links by which people of one company join, who got them, what came of them, and who waits.

Of every token only the SHA-256 is kept. The same link may have several: the one that was shown
when it was made, and one for each mail, so that a reminder needs no secret to be stored.
"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.access.actors import Reach, name_of
from portico.core.roles.models import REACHES
from portico.core.tenants.models import TenantManager, TenantModel, TenantQuerySet
from portico.kernel.postgres.isolation import of_company, shared, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256
MOST_DAYS, USUAL_DAYS = 365, 90


class Mode(models.TextChoices):
    """Who is let in at once, and who waits for a yes."""

    OPEN = "open", _("Everybody at once")
    DOMAINS = "domains", _("Allowed addresses at once, others wait")
    ALWAYS = "always", _("Everybody waits for a yes")


class State(models.TextChoices):
    """What a link is right now; it follows from its row and the time."""

    ACTIVE = "active", pgettext_lazy("link", "Active")
    EXPIRED = "expired", pgettext_lazy("link", "Expired")
    EXHAUSTED = "exhausted", pgettext_lazy("link", "Used up")
    SUSPENDED = "suspended", pgettext_lazy("link", "Suspended")
    REVOKED = "revoked", pgettext_lazy("link", "Revoked")


class PortalLinkQuerySet(TenantQuerySet["PortalLink"]):
    def working(self, now: datetime | None = None) -> "PortalLinkQuerySet":
        """Those with which somebody can join at this moment."""
        now = now or timezone.now()
        alive = self.filter(Q(revoked_at=None) | Q(revoked_at__gt=now))
        return alive.filter(expires_at__gt=now, suspended_at=None).filter(
            Q(max_uses=None) | Q(uses__lt=F("max_uses"))
        )


class PortalLink(TenantModel):
    """A way into the portal of one company, for some time and so many people."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    start = models.CharField(max_length=12)  # the first characters, to recognise it by
    role = TenantKey("roles.Role", models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(choices=REACHES, default=Reach.OWN.value)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.DOMAINS)
    domains = models.JSONField(default=list, blank=True)
    display_name = models.CharField(max_length=120, blank=True)
    display_names = models.JSONField(default=dict, blank=True)  # language → name
    language = models.CharField(max_length=10, blank=True)  # of the mails that carry it
    origins = models.JSONField(default=list, blank=True)  # sites that may frame the join page
    max_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    auto_close = models.BooleanField(default=False)  # ends when all who got it have joined
    auto_renew = models.BooleanField(default=False)
    reminders = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by_kind = models.CharField(max_length=10)
    created_by_id = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)  # may lie ahead: a rotated link with some grace
    revoked_reason = models.CharField(max_length=200, blank=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_reason = models.CharField(max_length=40, blank=True)
    rotated_to = TenantKey("self", models.PROTECT, related_name="+", null=True)
    warned_at = models.DateTimeField(null=True)  # whoever made it knows that it ends soon
    noted_at = models.DateTimeField(null=True)  # its end stands in the log

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE", door="SELECT, UPDATE")
    objects = TenantManager.from_queryset(PortalLinkQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                name="joining_link_ends_later", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="joining_link_not_overused",
                condition=Q(max_uses=None) | Q(max_uses__gte=1),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "company", "expires_at"], name="joining_link_company"),
            models.Index(fields=["tenant", "expires_at", "id"], name="joining_link_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.start}…"

    @property
    def ended_by_hand(self) -> bool:
        return self.revoked_at is not None and self.revoked_at <= timezone.now()

    @property
    def state(self) -> State:
        if self.ended_by_hand:
            return State.REVOKED
        if self.suspended_at:
            return State.SUSPENDED
        if self.expires_at <= timezone.now():
            return State.EXPIRED
        if self.max_uses is not None and self.uses >= self.max_uses:
            return State.EXHAUSTED
        return State.ACTIVE

    @property
    def is_working(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def ends_at(self) -> datetime:
        """When it stops by itself, a rotated one perhaps earlier."""
        return min(self.expires_at, self.revoked_at) if self.revoked_at else self.expires_at

    @property
    def made_by(self) -> str:
        return name_of(self.created_by_kind, self.created_by_name)

    def name_in(self, language: str) -> str:
        """The company as visitors read it."""
        return self.display_names.get(language) or self.display_name or self.company.name


class LinkToken(TenantModel):
    """A secret that stands for a link; one that was mailed also for who got the mail."""

    link = TenantKey(PortalLink, models.CASCADE, related_name="tokens")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    recipient = TenantKey("joining.LinkRecipient", models.CASCADE, related_name="tokens", null=True)
    token_hash = models.BinaryField(max_length=HASH)

    isolation: ClassVar = staff_only(portal="INSERT", door="SELECT")
    objects = TenantManager["LinkToken"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="joining_linktoken_once")
        ]
        indexes = [models.Index(fields=["tenant", "link"], name="joining_linktoken_link")]

    def __str__(self) -> str:
        return str(self.link_id)


class LinkRecipient(TenantModel):
    """Somebody whom we mailed a link, and how far that has come."""

    link = TenantKey(PortalLink, models.CASCADE, related_name="recipients")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    message_id = models.UUIDField(null=True)  # the newest mail, whose state the mail context keeps
    sent_at = models.DateTimeField()
    reminded = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT", door="SELECT, UPDATE")
    objects = TenantManager["LinkRecipient"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "link", "email"], name="joining_linkrecipient_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "email", "id"], name="joining_recipient_email"),
            models.Index(
                fields=["tenant", "sent_at"],
                name="joining_recipient_waiting",
                condition=Q(joined_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.email


class PortalLinkUse(TenantModel):
    """What happened with a link. Address, network and browser go after thirteen months."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened the link")
        CODE_SENT = "code_sent", _("Was sent a code")
        WAITING = "waiting", _("Waits for a yes")
        JOINED = "joined", _("Joined")
        SIGNED_IN = "signed_in", _("Had an account and was signed in")
        REJECTED = "rejected", _("Did not get further")

    link = TenantKey(PortalLink, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    email = models.CharField(max_length=254, blank=True)
    contact_id = models.UUIDField(null=True)
    network = models.CharField(max_length=45, blank=True)  # the address without its last part
    user_agent = models.CharField(max_length=200, blank=True)

    isolation: ClassVar = staff_only(portal="INSERT", door="SELECT, INSERT")
    objects = TenantManager["PortalLinkUse"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "link", "at"], name="joining_use_link"),
            models.Index(fields=["tenant", "email", "id"], name="joining_use_email"),
            models.Index(fields=["tenant", "at"], name="joining_use_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%F %T}"


class JoinRequest(TenantModel):
    """Somebody on the way in: a mailbox to prove, then perhaps a yes to wait for.

    Also the wish for a new link, where the old one has ended.
    """

    class Step(models.TextChoices):
        ASKED = "asked", _("Code not typed yet")
        PROVEN = "proven", _("Mailbox proven")
        WAITING = "waiting", _("Waits for a yes")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        JOINED = "joined", _("Joined")
        WISHES = "wishes", _("Wishes a new link")
        ANSWERED = "answered", _("Answered")

    link = TenantKey(PortalLink, models.CASCADE, related_name="+", null=True)
    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    recipient_id = models.UUIDField(null=True)
    login_id = models.UUIDField(null=True)  # the identity.LoginRequest that proves the mailbox
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    site = TenantKey("people.Site", models.CASCADE, related_name="+", null=True)
    is_shared = models.BooleanField(default=False)
    step = models.CharField(max_length=10, choices=Step)
    why = models.CharField(max_length=20, blank=True)  # why it waits
    role = TenantKey("roles.Role", models.PROTECT, related_name="+", null=True)
    reach = models.PositiveSmallIntegerField(choices=REACHES, default=Reach.OWN.value)
    contact_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    isolation: ClassVar = of_company(portal="SELECT, UPDATE", door="SELECT, INSERT, UPDATE")
    objects = TenantManager["JoinRequest"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "login_id"], name="joining_request_login"),
            models.Index(fields=["tenant", "email", "id"], name="joining_request_email"),
            models.Index(fields=["tenant", "company", "id"], name="joining_request_company"),
            models.Index(
                fields=["tenant", "id"],
                name="joining_request_open",
                condition=Q(step__in=["waiting", "wishes"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.step}"


class JoinPolicy(TenantModel):
    """What links may be in this tenant; without a row the usual holds."""

    usual_days = models.PositiveSmallIntegerField(default=USUAL_DAYS)
    most_days = models.PositiveSmallIntegerField(default=MOST_DAYS)
    origins = models.JSONField(default=list, blank=True)  # sites that may frame every join page
    sandbox = TenantKey("people.Company", models.RESTRICT, related_name="+", null=True)  # for tests

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["JoinPolicy"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="joining_joinpolicy_one")]

    def __str__(self) -> str:
        return f"{self.usual_days} of {self.most_days}"


class Campaign(TenantModel):
    """Links for many companies at once."""

    name = models.CharField(max_length=120)
    days = models.PositiveSmallIntegerField()
    role = TenantKey("roles.Role", models.PROTECT, related_name="+")
    sends = models.BooleanField(default=True)
    words = models.CharField(max_length=1000, blank=True)  # the sender's own, in each mail
    created_at = models.DateTimeField()
    created_by_id = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=200)
    cancelled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["Campaign"]()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "id"], name="joining_campaign_latest")]

    def __str__(self) -> str:
        return self.name


class CampaignLine(TenantModel):
    """One company of a campaign, and what came of it."""

    campaign = TenantKey(Campaign, models.CASCADE, related_name="lines")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    link = TenantKey(PortalLink, models.CASCADE, related_name="+", null=True)
    to = models.CharField(max_length=254, blank=True)
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=20, blank=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["CampaignLine"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "campaign", "company"], name="joining_campaignline_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "campaign", "id"], name="joining_campaignline_of")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.company_id}"


class MembershipMove(TenantModel):
    """Somebody had joined the wrong company; for a day it can be undone."""

    was = TenantKey("people.Contact", models.CASCADE, related_name="+")
    became = TenantKey("people.Contact", models.CASCADE, related_name="+")
    made_contact = models.BooleanField()
    role = TenantKey("roles.Role", models.PROTECT, related_name="+", null=True)  # held before
    reach = models.PositiveSmallIntegerField(choices=REACHES, default=Reach.OWN.value)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["MembershipMove"]()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "id"], name="joining_move_latest")]

    def __str__(self) -> str:
        return f"{self.was_id} → {self.became_id}"


__all__ = [
    "Campaign",
    "CampaignLine",
    "JoinPolicy",
    "JoinRequest",
    "LinkRecipient",
    "LinkToken",
    "MembershipMove",
    "Mode",
    "PortalLink",
    "PortalLinkUse",
    "State",
]
