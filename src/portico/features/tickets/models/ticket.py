"""The ticket, and who takes part in it."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel, TenantQuerySet
from portico.kernel.postgres.isolation import of_company
from portico.kernel.postgres.keys import Following, TenantKey

from .words import ACTIVE, DONE, Category, Kind, Priority, Queue, Source, Status, Target


class TicketLine(NamedTuple):
    """What a line of a client's list shows of a ticket: no row of the table, only its words."""

    id: UUID
    number: int
    subject: str
    contact_id: UUID | None
    priority: int
    category: str
    is_active: bool
    waits_for_client: bool
    opened_at: datetime
    updated_at: datetime
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    last_words: str
    last_by: str
    status: str
    engineer: str | None
    requester: str | None


JOINED = {
    "status": "status__label_client",
    "engineer": "assignee_card__name",
    "requester": "contact__name",
}


class TicketQuerySet(TenantQuerySet["Ticket"]):
    """Verbs for the lists of both doors."""

    def active(self) -> "TicketQuerySet":
        """Everything that is not closed."""
        return self.filter(is_active=True)

    def as_lines(self) -> models.QuerySet["Ticket", tuple[Any, ...]]:
        """The columns of `TicketLine`, in its order."""
        return self.values_list(*[JOINED.get(name, name) for name in TicketLine._fields])


class Ticket(TenantModel):
    """A unit of service work. `category` and the flags repeat the status, for the lists."""

    number = models.BigIntegerField()
    company = TenantKey("people.Company", models.PROTECT, related_name="+")
    site = TenantKey("people.Site", models.PROTECT, related_name="+", null=True)
    contact = TenantKey("people.Contact", models.PROTECT, related_name="+", null=True)
    opened_by = TenantKey("people.Contact", models.PROTECT, related_name="+", null=True)
    subject = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.INCIDENT)
    source = models.CharField(max_length=10, choices=Source, default=Source.PORTAL)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)

    status = TenantKey(Status, models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=Category)
    is_active = models.BooleanField(default=True)
    waits_for_client = models.BooleanField(default=False)
    waits_for_us = models.BooleanField(default=True)

    queue = TenantKey(Queue, models.PROTECT, related_name="+")
    team = TenantKey("people.Team", models.PROTECT, related_name="+", null=True)
    assignee = TenantKey("people.StaffUser", models.PROTECT, related_name="+", null=True)
    assignee_card = TenantKey("people.StaffCard", models.PROTECT, related_name="+", null=True)

    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()  # the last thing the client could notice
    first_response_due_at = models.DateTimeField(null=True)
    first_response_at = models.DateTimeField(null=True)
    resolve_due_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_words = models.CharField(max_length=200, blank=True)  # how the newest message begins
    last_by = models.CharField(max_length=200, blank=True)
    last_by_us = models.BooleanField(default=False)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    merged_into = TenantKey("self", models.PROTECT, related_name="+", null=True)
    follows = TenantKey("self", models.PROTECT, related_name="+", null=True)
    once = models.CharField(max_length=32, blank=True)
    external_ref = models.CharField(max_length=120, blank=True)

    isolation: ClassVar = of_company(portal="SELECT, INSERT, UPDATE", gate="SELECT")
    objects = TenantManager.from_queryset(TicketQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="tickets_ticket_number"),
            # What `Participant.is_active` follows.
            models.UniqueConstraint(
                fields=["tenant", "id", "is_active"], name="tickets_ticket_activity"
            ),
            models.UniqueConstraint(
                fields=["tenant", "once"], condition=~models.Q(once=""), name="tickets_ticket_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="tickets_ticket_external_ref",
            ),
            models.CheckConstraint(
                name="tickets_ticket_active_is_not_closed",
                condition=models.Q(
                    category=Category.CLOSED, is_active=False, closed_at__isnull=False
                )
                | models.Q(category__in=list(ACTIVE), is_active=True, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="tickets_ticket_resolved_has_time",
                condition=~models.Q(category=Category.RESOLVED)
                | models.Q(resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="tickets_ticket_waits_when_paused",
                condition=models.Q(waits_for_client=False) | models.Q(category=Category.PAUSED),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "id"],
                name="tickets_active",
                condition=models.Q(is_active=True),
            ),
            models.Index(
                fields=["tenant", "company", "-updated_at", "-id"],
                name="tickets_company_active",
                condition=models.Q(is_active=True),
            ),
            models.Index(
                fields=["tenant", "company", "-updated_at", "-id"], name="tickets_company_all"
            ),
            models.Index(fields=["tenant", "site", "-updated_at", "-id"], name="tickets_site_all"),
            models.Index(
                fields=["tenant", "-updated_at", "-id"],
                name="tickets_desk_active",
                condition=models.Q(is_active=True),
            ),
            models.Index(fields=["tenant", "-updated_at", "-id"], name="tickets_desk_all"),
            models.Index(
                fields=["tenant", "assignee", "-updated_at", "-id"],
                name="tickets_assignee_active",
                condition=models.Q(is_active=True),
            ),
            models.Index(
                fields=["tenant", "queue", "-updated_at", "-id"],
                name="tickets_queue_active",
                condition=models.Q(is_active=True),
            ),
            models.Index(
                fields=["tenant", "contact", "-updated_at", "-id"], name="tickets_contact_all"
            ),
            models.Index(
                fields=["tenant", "assignee"],
                name="tickets_waiting_for_us",
                condition=models.Q(is_active=True, waits_for_us=True),
            ),
            models.Index(
                fields=["tenant", "resolved_at"],
                name="tickets_resolved",
                condition=models.Q(category=Category.RESOLVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def is_for(self, contact_id: UUID) -> bool:
        """Does the contact take part? Queries that check a reach annotate `takes_part`."""
        if contact_id in {self.contact_id, self.opened_by_id}:
            return True
        return bool(getattr(self, "takes_part", False))

    def move_to(self, status: Status, *, at: datetime) -> None:
        """Take on a status and all that follows from its category. Does not save.

        The time in which it counted as solved is not taken from what is left for the solution.
        """
        rested = self.resolved_at or self.closed_at
        if rested and self.resolve_due_at and status.category not in DONE:
            self.resolve_due_at += at - rested
        self.status = status
        self.category = status.category
        self.is_active = status.category != Category.CLOSED
        self.waits_for_client = status.waits_for_client
        if status.category not in {Category.NEW, Category.OPEN}:
            self.waits_for_us = False
        self.resolved_at = self._when(Category.RESOLVED, Category.CLOSED, self.resolved_at, at)
        self.closed_at = self._when(Category.CLOSED, Category.CLOSED, self.closed_at, at)
        self.updated_at = at

    def promise(self, target: Target | None) -> None:
        """What a target promises, counted from the start; given answers stay. Does not save."""
        if target is None:
            self.first_response_due_at = self.resolve_due_at = None
            return
        self.first_response_due_at = self.opened_at + timedelta(minutes=target.respond_minutes)
        self.resolve_due_at = self.opened_at + timedelta(minutes=target.resolve_minutes)

    def heard(self, body: str, *, by: str, us: bool, at: datetime) -> None:
        """The newest message, for the lists. Does not save."""
        self.last_words, self.last_by, self.last_by_us = " ".join(body.split())[:200], by, us
        self.updated_at = at

    def _when(
        self, first: Category, last: Category, known: datetime | None, at: datetime
    ) -> datetime | None:
        """The moment a phase was reached, forgotten when the ticket goes back before it."""
        return (known or at) if self.category in {first, last} else None

    @property
    def is_closed(self) -> bool:
        return self.category == Category.CLOSED

    @property
    def is_resolved(self) -> bool:
        return self.category == Category.RESOLVED


class Participant(TenantModel):
    """A contact who takes part in a ticket: asked, submitted it for somebody, or follows."""

    class Part(models.TextChoices):
        REQUESTER = "requester"
        SUBMITTER = "submitter"
        FOLLOWER = "follower"

    ticket = TenantKey(Ticket, models.CASCADE, related_name="participants")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact = TenantKey("people.Contact", models.CASCADE, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    is_active = models.BooleanField(default=True)  # as the ticket; PostgreSQL sees to it

    isolation: ClassVar = of_company(portal="SELECT, INSERT, DELETE")
    following: ClassVar = (Following("tickets_participant_activity", "ticket", ("is_active",)),)
    objects = TenantManager["Participant"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "contact"], name="tickets_participant_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "contact", "ticket"], name="tickets_participant_contact"
            ),
            models.Index(
                fields=["tenant", "contact", "ticket"],
                name="tickets_participant_active",
                condition=models.Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.ticket_id}"

    @classmethod
    def joining(cls, ticket: Ticket, contact_id: UUID, part: Part, **more: Any) -> "Participant":
        """A row that is not saved yet."""
        return cls(
            ticket=ticket,
            company_id=ticket.company_id,
            contact_id=contact_id,
            part=part,
            is_active=ticket.is_active,
            **more,
        )
