"""Mails on their way out, the threads they belong to, and the server or mailbox that sends them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.tenants.models import TenantManager, TenantModel, TenantQuerySet
from portico.kernel.mailing import Reason
from portico.kernel.postgres.isolation import staff_only
from portico.kernel.postgres.keys import TenantKey
from portico.kernel.smtp import Security

SECURITIES = [
    (Security.STARTTLS.value, _("STARTTLS (usually port 587)")),
    (Security.TLS.value, _("TLS from the start (usually port 465)")),
    (Security.NONE.value, _("None (only inside your own network)")),
]


class MailServer(TenantModel):
    """The tenant's own way out for mail; without one, the installation's server is used.

    At a provider, `user` is the mailbox that sends; `directory` and `client` say which application
    or key may do so, and `password` is that one's secret.
    """

    class Way(models.TextChoices):
        SMTP = "smtp", _("Mail server (SMTP)")
        GRAPH = "graph", _("Microsoft 365")
        GMAIL = "gmail", _("Google Workspace")

    way = models.CharField(max_length=10, choices=Way, default=Way.SMTP)
    host = models.CharField(max_length=253)  # empty at a provider
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10, choices=SECURITIES)
    user = models.CharField(max_length=254, blank=True)
    directory = models.CharField(max_length=253, blank=True)
    client = models.CharField(max_length=254, blank=True)
    password = models.BinaryField(default=bytes)  # sealed
    from_address = models.CharField(max_length=254)
    from_name = models.CharField(max_length=120, blank=True)
    marks_replies = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    isolation: ClassVar = staff_only()
    objects = TenantManager["MailServer"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="mail_mailserver_one"),
            models.CheckConstraint(
                name="mail_mailserver_port", condition=models.Q(port__range=(1, 65535))
            ),
            models.CheckConstraint(
                name="mail_mailserver_way_is_whole",
                condition=models.Q(way="smtp") & ~models.Q(host="")
                | models.Q(way__in=["graph", "gmail"]) & ~models.Q(user="") & ~models.Q(client=""),
            ),
        ]

    def __str__(self) -> str:
        if self.way == self.Way.SMTP:
            return f"{self.host}:{self.port}"
        return str(self.Way(self.way).label)


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation that a mail belongs to: all mails about one row, such as a ticket."""

    kind: str
    id: UUID

    @classmethod
    def of(cls, row: models.Model) -> Self:
        return cls(row._meta.label_lower, row.pk)


class MailThread(TenantModel):
    """One conversation; its id is the id of the row that it is about.

    `root` is a Message-ID that every mail of the thread refers to, so that mail programs keep
    them together even for somebody who joins late.
    """

    kind = models.CharField(max_length=60)
    root = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    isolation: ClassVar = staff_only(portal="INSERT", door="INSERT")
    objects = TenantManager["MailThread"]()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OwnReason(StrEnum):
    """Why a mail was not even offered to a server."""

    NO_SERVER = "no_server"
    TOO_LATE = "too_late"
    BAD_ADDRESS = "bad_address"
    UNREADABLE = "unreadable"
    FAULT = "fault"


class MessageQuerySet(TenantQuerySet["Message"]):
    def stuck(self) -> "MessageQuerySet":
        """Those a person has to look at: failed, or nobody knows."""
        states = [Message.State.FAILED, Message.State.AMBIGUOUS]
        return self.filter(state__in=states, settled_at=None)

    def waiting(self) -> "MessageQuerySet":
        return self.filter(state=Message.State.QUEUED)


class Message(TenantModel):
    """One mail to one address: what it says, and how far it got."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", pgettext_lazy("mail", "On its way")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Not sent")
        AMBIGUOUS = "ambiguous", _("Nobody knows")

    to = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    template = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    lane = models.CharField(max_length=20)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    reply_token = models.CharField(max_length=40)
    unsubscribe = models.CharField(max_length=500, blank=True)  # a POST to it stops such mails
    logo_hash = models.CharField(max_length=64, blank=True)

    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_sensitive = models.BooleanField(default=False)
    sealed = models.BinaryField(default=bytes)  # both bodies, while a sensitive mail waits
    erased_at = models.DateTimeField(null=True)

    thread = TenantKey(MailThread, models.CASCADE, related_name="+", null=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    message_id = models.CharField(max_length=200, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)  # later, when somebody sends it again
    next_try_at = models.DateTimeField(default=timezone.now)
    useful_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # sent, failed, or given up hope of knowing
    settled_at = models.DateTimeField(null=True)  # somebody has dealt with it
    reason = models.CharField(max_length=20, blank=True)  # a `mailing.Reason` or an `OwnReason`
    code = models.PositiveSmallIntegerField(default=0)  # what the server answered
    answer = models.TextField(blank=True)

    isolation: ClassVar = staff_only(portal="INSERT", door="INSERT", gate="SELECT")
    objects = TenantManager.from_queryset(MessageQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "reply_token"], name="mail_message_reply_token"
            ),
            models.CheckConstraint(
                name="mail_message_sending_is_claimed",
                condition=~models.Q(state="sending") | models.Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_message_end_has_time",
                condition=models.Q(state__in=["queued", "sending"], ended_at=None)
                | models.Q(state__in=["sent", "failed", "ambiguous"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "next_try_at"],
                name="mail_message_waiting",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
            models.Index(
                fields=["tenant", "id"],
                name="mail_message_stuck",
                condition=models.Q(state__in=["failed", "ambiguous"], settled_at=None),
            ),
            models.Index(
                fields=["tenant", "thread", "to", "id"],
                name="mail_message_thread",
                condition=models.Q(thread__isnull=False),
            ),
            models.Index(
                fields=["tenant", "ended_at"],
                name="mail_message_kept",
                condition=models.Q(erased_at=None, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Outage(TenantModel):
    """The mail server cannot be used at the moment; at most one row, gone when it works again."""

    since = models.DateTimeField()
    tried_at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    code = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    until = models.DateTimeField(null=True)  # it asked to be left alone that long

    isolation: ClassVar = staff_only(gate="SELECT")
    objects = TenantManager["Outage"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="mail_outage_one")]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since:%F %T}"

    @property
    def is_pause(self) -> bool:
        """Nothing is wrong: it was too much at once, and goes on by itself."""
        return self.reason == Reason.THROTTLED

    def lasts(self, now: datetime) -> bool:
        """The other side has asked for a pause, which is not over."""
        return self.until is not None and now < self.until


class MailTest(TenantModel):
    """A test mail that somebody asked for, and how far it has come."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        ARRIVED = "arrived", _("The server took it")
        FAILED = "failed", _("Failed")

    staff_id = models.UUIDField()
    to = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    server = models.CharField(max_length=300, blank=True)
    security = models.CharField(max_length=10, blank=True)
    user = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    step = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    code = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["MailTest"]()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "id"], name="mail_mailtest_latest")]

    def __str__(self) -> str:
        return f"{self.to}: {self.state}"


__all__ = [
    "MailServer",
    "MailTest",
    "MailThread",
    "Message",
    "MessageQuerySet",
    "Outage",
    "OwnReason",
    "Thread",
]
