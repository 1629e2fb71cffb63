"""The shapes of the demo world: plain values that know nothing of models or databases."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTeam:
    """A group of staff with a queue of its own."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """Somebody who works for the MSP. `key` is the part of the address before the @."""

    key: str
    name: str
    email: str
    title: str
    role: str
    """owner, account_manager, lead, technician or dispatcher"""
    teams: tuple[str, ...]
    phone: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSite:
    """A place of a company."""

    key: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoContact:
    """A person at one company. Two contacts with the same `person` are one human."""

    key: str
    """company key, a slash, and a word: harborfinch/maya"""
    person: str
    name: str
    email: str
    title: str
    company: str
    site: str
    role: str
    """employee, manager, finance, it_contact or client_admin"""
    scope: str
    """own, site or company: how far the role reaches"""
    phone: str
    language: str
    access: str
    """none, invited, active or disabled"""
    invited_at: datetime | None = None
    last_seen_at: datetime | None = None
    """None for somebody who never signed in"""
    shared_mailbox: bool = False
    salutation: str = ""
    """Frau or Herr where the language asks for it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCompany:
    """A client of the MSP."""

    key: str
    name: str
    industry: str
    domain: str
    phone: str
    website: str
    service: str
    """what they bought: all-in, hours, co-managed …, in the tenant's language"""
    account_manager: str
    client_since: datetime
    sites: tuple[DemoSite, ...]
    contacts: tuple[DemoContact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFile:
    """An attachment; `picture` names the drawing in `pictures` that makes its bytes."""

    name: str
    content_type: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReply:
    """A message that both sides read. `by` is a contact key or a staff key."""

    at: datetime
    by: str
    from_staff: bool
    text: str
    source: str = "portal"
    files: tuple[DemoFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNote:
    """What technicians tell each other; `by` is a staff key."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoChange:
    """One line of the timeline: `what` went from `old` to `new`.

    `what` is status, assignee, team, priority, merged or reopened. `by` is a staff key, a contact
    key, or empty when a timer did it.
    """

    at: datetime
    by: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTicket:
    """A request for help with its whole life until now."""

    number: int
    company: str
    requester: str
    subject: str
    description: str
    topic: str
    kind: str
    priority: str
    """low, normal, high or critical"""
    source: str
    team: str
    assignee: str
    """a staff key, or empty"""
    status: str
    """new, open, in_progress, waiting_customer, waiting_vendor, scheduled, on_hold, resolved,
    closed, cancelled or merged"""
    opened_at: datetime
    updated_at: datetime
    first_answer_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    late: int = 0
    """minutes by which what we promised next is over"""
    merged_into: int | None = None
    followers: tuple[str, ...] = ()
    """contact keys besides the requester"""
    files: tuple[DemoFile, ...] = ()
    replies: tuple[DemoReply, ...] = ()
    notes: tuple[DemoNote, ...] = ()
    changes: tuple[DemoChange, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status not in {"resolved", "closed", "cancelled", "merged"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTenant:
    """One MSP with everything it has."""

    key: str
    name: str
    host: str
    """the first label before .localhost"""
    domain: str
    colour: str
    language: str
    locale: str
    zone: str
    phone: str
    hours: str
    mail_name: str
    mail_address: str
    welcome: str
    """the line on the sign-in page"""
    number_prefix: str
    teams: tuple[DemoTeam, ...]
    staff: tuple[DemoStaff, ...]
    companies: tuple[DemoCompany, ...]
    tickets: tuple[DemoTicket, ...] = field(default=(), repr=False)

    @property
    def contacts(self) -> tuple[DemoContact, ...]:
        return tuple(contact for company in self.companies for contact in company.contacts)
