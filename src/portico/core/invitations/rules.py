"""Decisions about invitations that need no database: who counts as what, words, and waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.people.models import Company, Contact
from portico.kernel.text import one_line

from .models import Campaign

COOL_DOWN = timedelta(minutes=2)  # a mail takes its time; a second one would only confuse
ENOUGH = 5  # people who are done, before their pace says anything
TYPED_ABOVE = 500  # more people than this, and the number is typed
BATCH = 40  # invitations in one transaction
MOST_UNDER_WAY = 150  # so that other mail never waits behind hundreds
FRESH = timedelta(minutes=2)  # what has been waiting longer is put off by its server
WINDOW = timedelta(seconds=10)  # over which the speed to one domain is measured
PAUSE = timedelta(seconds=1)
LONG_PAUSE = timedelta(seconds=30)  # while only what a server has put off is waiting
ABANDONED = timedelta(minutes=1)  # nobody has worked on a running campaign for so long
LONGEST_ANSWER = 300


class Kind:
    """What a contact is to an invitation; each is exactly one of them."""

    ELIGIBLE = "eligible"
    INVITED = "invited"
    ACTIVE = "active"


BLOCKED: Mapping[str, str | Promise] = {
    "left": _("no longer works there"),
    "switched_off": _("access was switched off"),
    "company_off": _("the company's portal is off"),
    "no_email": _("no e-mail address"),
    "bounced": _("e-mail comes back"),
    "declined": _("wants no invitations"),
    "shared": _("shares a mailbox"),
}
SKIPPED: Mapping[str, str | Promise] = {
    **BLOCKED,
    "active": _("has access already"),
    "invited": _("was invited a moment ago"),
    "cancelled": _("stopped before it was their turn"),
    "refused": _("the role cannot be given"),
    "gone": _("is not there any more"),
}
FAILED: Mapping[str, str | Promise] = {
    "said_no": _("the mail server refused it"),
    "in_doubt": _("nobody knows whether it arrived"),
    "bad_address": _("this is no e-mail address"),
    "no_server": _("there is no mail server"),
    "too_late": _("it could not leave in time"),
    "unreadable": _("it could not be put together"),
    "fault": _("it got lost on the way"),
}
AGES: Mapping[str, str | Promise] = {
    "week": _("invited in the last 7 days"),
    "month": _("invited 8 to 30 days ago"),
    "older": _("invited more than 30 days ago"),
    "never": _("have access, but no mail was sent"),
}


KINDS: Mapping[str, str | Promise] = {
    "main": _("Main contacts"),
    "other": _("All but main contacts"),
}


def reason_words(reason: str) -> str:
    """Why somebody was left out or not reached."""
    found = SKIPPED.get(reason) or FAILED.get(reason)
    return str(found or FAILED["said_no"]) if reason else ""


def is_retried(reason: str) -> bool:
    """May a failed one be tried again? Not where a second mail could arrive, or none ever will."""
    return reason not in {"in_doubt", "bounced", "bad_address"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """From whom a campaign chooses: some companies or all, words, and who was invited before."""

    companies: tuple[UUID, ...] = ()
    words: str = ""
    again: tuple[str, ...] = ()  # keys of AGES that are invited once more
    asked_days: int = 0  # only who has asked for something in so many days
    kind: str = ""  # a key of KINDS
    industry: str = ""
    site: UUID | None = None
    role: UUID | None = None  # only who holds it already

    def as_json(self) -> dict[str, Any]:
        return {
            "companies": [str(one) for one in self.companies],
            "words": self.words,
            "again": list(self.again),
            "asked_days": self.asked_days,
            "kind": self.kind,
            "industry": self.industry,
            "site": str(self.site or ""),
            "role": str(self.role or ""),
        }

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as the fields of a form or of an address; what is empty is left out."""
        found = [("company", str(one)) for one in self.companies]
        found += [("again", one) for one in self.again]
        single = {
            "q": self.words,
            "asked": self.asked_days,
            "kind": self.kind,
            "industry": self.industry,
            "site": self.site,
            "role": self.role,
        }
        return found + [(name, str(value)) for name, value in single.items() if value]


MOST_COMPANIES = 200


def wanted_from(given: Mapping[str, Any]) -> Wanted:
    """What was stored, or what an address asks for; whatever makes no sense counts as nothing."""
    days = str(given.get("asked_days", ""))
    again = tuple(key for key in AGES if key in tuple(given.get("again", ())))
    return Wanted(
        companies=tuple(_ids(given.get("companies", ()))[:MOST_COMPANIES]),
        words=one_line(str(given.get("words", "")), longest=100),
        again=again,
        asked_days=min(int(days), 3650) if days.isascii() and days.isdigit() else 0,
        kind=kind if (kind := str(given.get("kind", ""))) in KINDS else "",
        industry=one_line(str(given.get("industry", "")), longest=80),
        site=_id(given.get("site")),
        role=_id(given.get("role")) if again else None,  # nobody new holds one
    )


def _id(given: Any) -> UUID | None:
    return next(iter(_ids([given])), None)


def _ids(given: Any) -> list[UUID]:
    found = []
    for one in given:
        try:
            found.append(UUID(str(one)))
        except ValueError:
            continue
    return found


def obstacle(contact: Contact, alone: str) -> str:
    """Why a bulk invitation must leave this contact out, whatever was true when it was chosen.

    `alone` says why invitations leave the address alone, if they do. Empty when all is well.
    """
    company = contact.company
    checks = {
        "left": not contact.is_active,
        Kind.ACTIVE: contact.access == Contact.Access.ACTIVE,
        "switched_off": contact.access == Contact.Access.DISABLED,
        "company_off": not is_open(company),
        "no_email": not contact.email,
        alone: bool(alone),
        "shared": contact.is_shared_mailbox and contact.access == Contact.Access.NONE,
    }
    return next((reason for reason, holds in checks.items() if holds), "")


def is_open(company: Company) -> bool:
    """May its people sign in?"""
    return company.portal_enabled and company.status == Company.Status.ACTIVE


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a campaign has come."""

    pending: int = 0
    queued: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def all(self) -> int:
        return self.pending + self.queued + self.sent + self.failed + self.skipped

    @property
    def ended(self) -> int:
        return self.sent + self.failed + self.skipped

    @property
    def left(self) -> int:
        return self.pending + self.queued


def seconds_left(campaign: Campaign, tally: Tally, *, now: datetime) -> int | None:
    """How long it takes at the pace so far; None while that cannot be said."""
    if campaign.started_at is None or campaign.state != Campaign.State.RUNNING:
        return None
    spent = (now - campaign.started_at).total_seconds() - campaign.paused_seconds
    if tally.ended < ENOUGH or spent < 2:
        return None
    return round(tally.left * spent / tally.ended)
