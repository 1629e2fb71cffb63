"""Invitations to the portal, the campaigns that send many, and addresses to leave alone."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.tenants.models import TenantManager, TenantModel, TenantQuerySet
from portico.kernel.postgres.isolation import of_company, shared, staff_only
from portico.kernel.postgres.keys import TenantKey

HASH = 32  # bytes of a SHA-256
VALID_DAYS = 14
DOMAIN_RATE = 900  # mails a minute to one domain
LONGEST_WORDS = 1000


class InvitationSettings(TenantModel):
    """How the tenant's invitations work; no row means as usual."""

    valid_days = models.PositiveSmallIntegerField(default=VALID_DAYS)
    remind_days = models.PositiveSmallIntegerField(default=0)  # 0: no reminder
    domain_rate = models.PositiveIntegerField(default=DOMAIN_RATE)

    isolation: ClassVar = shared(door="SELECT")
    objects = TenantManager["InvitationSettings"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="invitations_settings_one")]

    def __str__(self) -> str:
        return f"{self.valid_days} days"


class Campaign(TenantModel):
    """Many invitations that somebody asked for at once."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign", "Being prepared")
        PLANNED = "planned", pgettext_lazy("campaign", "Planned")
        RUNNING = "running", pgettext_lazy("campaign", "Being sent")
        PAUSED = "paused", pgettext_lazy("campaign", "Paused")
        DONE = "done", pgettext_lazy("campaign", "Finished")
        CANCELLED = "cancelled", pgettext_lazy("campaign", "Stopped")

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(max_length=200, blank=True)
    wanted = models.JSONField(default=dict)  # what was filtered by
    without = models.JSONField(default=list)  # ids of contacts that were unticked
    role_id = models.UUIDField(null=True)  # none: the one that the rules choose
    language = models.CharField(max_length=10, blank=True)  # empty: each in their own
    words = models.TextField(blank=True)
    valid_days = models.PositiveSmallIntegerField(default=VALID_DAYS)
    remind_days = models.PositiveSmallIntegerField(default=0)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    next_turn_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["Campaign"]()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "next_turn_at"],
                name="invitations_campaign_due",
                condition=models.Q(state__in=["planned", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.state in {self.State.PLANNED, self.State.RUNNING, self.State.PAUSED}


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those whose link still leads somewhere, or that are to leave one day."""
        return self.filter(state__in=Invitation.OPEN)


class Invitation(TenantModel):
    """One contact is asked to come to the portal; the link is kept as a fingerprint only."""

    class State(models.TextChoices):
        CREATED = "created", pgettext_lazy("invitation", "Planned")
        SENT = "sent", pgettext_lazy("invitation", "On its way")
        DELIVERED = "delivered", pgettext_lazy("invitation", "Delivered")
        OPENED = "opened", pgettext_lazy("invitation", "Opened")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        BOUNCED = "bounced", pgettext_lazy("invitation", "Came back")
        EXPIRED = "expired", pgettext_lazy("invitation", "Ran out")
        REVOKED = "revoked", pgettext_lazy("invitation", "Taken back")

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")
        LINK = "link", _("Link to hand over")

    OPEN: ClassVar = (State.CREATED, State.SENT, State.DELIVERED, State.OPENED)
    LEFT: ClassVar = (State.SENT, State.DELIVERED, State.OPENED)

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    campaign = TenantKey(Campaign, models.CASCADE, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.CREATED)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    email = models.CharField(max_length=254)
    role_id = models.UUIDField(null=True)
    language = models.CharField(max_length=10, blank=True)
    words = models.TextField(blank=True)
    valid_days = models.PositiveSmallIntegerField(default=VALID_DAYS)
    remind_days = models.PositiveSmallIntegerField(default=0)
    by_name = models.CharField(max_length=200, blank=True)
    token_hash = models.BinaryField(max_length=HASH, default=b"")
    reminder_hash = models.BinaryField(max_length=HASH, default=b"")
    mail_id = models.UUIDField(null=True)
    attempt = models.PositiveSmallIntegerField(default=1)  # the how-maniest for this contact
    reason = models.CharField(max_length=20, blank=True)
    code = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    send_at = models.DateTimeField(null=True)  # a later day
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    asked_again_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # accepted, bounced, expired or revoked

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE", door="SELECT, UPDATE")
    objects = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contact"],
                condition=models.Q(state__in=["created", "sent", "delivered", "opened"]),
                name="invitations_invitation_one_open",
            ),
            models.UniqueConstraint(
                fields=["tenant", "token_hash"],
                condition=~models.Q(token_hash=b""),
                name="invitations_invitation_token",
            ),
            models.UniqueConstraint(
                fields=["tenant", "reminder_hash"],
                condition=~models.Q(reminder_hash=b""),
                name="invitations_invitation_reminder",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "contact", "-id"], name="invitations_of_contact"),
            models.Index(fields=["tenant", "company", "-id"], name="invitations_of_company"),
            models.Index(
                fields=["tenant", "campaign", "state"],
                name="invitations_of_campaign",
                condition=models.Q(campaign__isnull=False),
            ),
            models.Index(
                fields=["tenant", "-asked_again_at"],
                name="invitations_asked_again",
                condition=models.Q(asked_again_at__isnull=False),
            ),
            models.Index(
                fields=["tenant", "expires_at"],
                name="invitations_open",
                condition=models.Q(state__in=["created", "sent", "delivered", "opened"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def since(self) -> datetime:
        """When it came into its state."""
        moments = {
            self.State.SENT: self.sent_at,
            self.State.DELIVERED: self.delivered_at,
            self.State.OPENED: self.opened_at,
            self.State.ACCEPTED: self.accepted_at,
        }
        return moments.get(self.State(self.state), self.ended_at) or self.created_at


class Recipient(TenantModel):
    """One person of a campaign, and what came of it."""

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("recipient", "To go")
        QUEUED = "queued", pgettext_lazy("recipient", "On its way")
        SENT = "sent", pgettext_lazy("recipient", "Sent")
        FAILED = "failed", pgettext_lazy("recipient", "Failed")
        SKIPPED = "skipped", pgettext_lazy("recipient", "Skipped")

    WAITING: ClassVar = (State.PENDING, State.QUEUED)

    campaign = TenantKey(Campaign, models.CASCADE, related_name="recipients")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    invitation = TenantKey(Invitation, models.CASCADE, related_name="+", null=True)
    domain = models.CharField(max_length=253, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=20, blank=True)
    code = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["Recipient"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "campaign", "contact"], name="invitations_recipient_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "campaign", "state", "id"], name="invitations_recipient_turn"
            ),
            models.Index(
                fields=["tenant", "contact"],
                name="invitations_recipient_waiting",
                condition=models.Q(state__in=["pending", "queued"]),
            ),
            models.Index(
                fields=["tenant", "invitation"],
                name="invitations_recipient_of",
                condition=models.Q(invitation__isnull=False),
            ),
            models.Index(
                fields=["tenant", "tried_at"],
                name="invitations_recipient_tried",
                condition=models.Q(tried_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.state}"


class LeftAlone(TenantModel):
    """An address of a contact that bulk invitations leave out, until it changes."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("E-mail comes back")
        DECLINED = "declined", _("Wants no invitations")

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)
    why = models.CharField(max_length=10, choices=Why)
    code = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    at = models.DateTimeField()

    isolation: ClassVar = of_company(portal="SELECT", door="SELECT, INSERT, UPDATE")
    objects = TenantManager["LeftAlone"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact"], name="invitations_leftalone_once")
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.why}"


__all__ = [
    "Campaign",
    "Invitation",
    "InvitationQuerySet",
    "InvitationSettings",
    "LeftAlone",
    "Recipient",
]
