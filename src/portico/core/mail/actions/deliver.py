"""The stations of a mail: claimed, then sent, failed, in doubt, or put off. Never sent twice.

The claim is committed before anything leaves the house, and only the one who claimed a mail says
what became of it. Whoever dies in between leaves it claimed: nobody picks it up by itself again.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.tenants.queries import this_tenant
from portico.core.tenants.vault import open_text
from portico.kernel.crypto.envelope import CannotOpen
from portico.kernel.mailing import Answer, MailProblem, Reason

from .. import queries
from ..events import MailFailed, MailInDoubt, MailSent
from ..models import MailThread, Message, Outage, OwnReason
from ..permissions import MANAGE
from ..rules.addresses import domain_of, wire
from ..rules.letters import Letter
from ..rules.outgoing import Parcel, new_message_id, packed
from ..rules.patience import QUIET, is_hopeless, is_too_late, wait
from ..ways import Way
from .queue import SEND

State = Message.State
HURRY = "mail.send_waiting"  # the job, by name: actions do not import jobs
ENDING = ("state", "ended_at", "reason", "code", "answer")
BODIES = ("text", "html", "sealed", "erased_at")
EARLY = timedelta(seconds=5)  # clocks of database and worker differ a little


@dataclass(frozen=True, slots=True)
class Claim:
    """One try to send one mail: what to hand over, to which server, and the number of the try.

    `copy_name` is where a demo keeps a copy, below its folder for mail.
    """

    message: UUID
    attempt: int
    server: Way | None
    sender: str
    recipient: str
    content: bytes
    copy_name: str
    was_away: bool = False  # the server, when it was last tried


@action(MANAGE)  # not recorded: a station on the way; its end is recorded
def claim_mail(actor: Actor, message_id: UUID) -> Claim | None:
    """Take a waiting mail, for this try alone. None when there is nothing to send now."""
    now = timezone.now()
    waiting = Message.objects.select_for_update().waiting()
    message = waiting.filter(pk=message_id, next_try_at__lte=now + EARLY).first()
    if message is None:
        return None
    if is_too_late(useful_until=message.useful_until, now=now):
        _expire(actor, message)
        return None
    route = queries.route()
    if not route.is_there:
        message.reason = OwnReason.NO_SERVER.value
    outage = queries.outage()
    if not route.is_there or (outage and now < (outage.until or outage.tried_at + QUIET)):
        _put_off(actor, message, now)  # do not all stand in front of a closed door
        return None
    try:
        return replace(_claimed(message, route, now), was_away=outage is not None)
    except CannotOpen:
        fail(actor, message, OwnReason.UNREADABLE.value)
        return None


def _claimed(message: Message, route: queries.Route, now: datetime) -> Claim:
    tenant, domain = this_tenant(), domain_of(route.sender.address)
    message.message_id = message.message_id or new_message_id(message.id, domain)
    parcel = _parcel(message, route, timezone.localtime(now, tenant.time_zone))
    claim = claim_of(parcel, route, attempt=message.attempts + 1, folder=tenant.slug)
    message.state, message.claimed_at, message.attempts = State.SENDING, now, claim.attempt
    message.save(update_fields=["message_id", "state", "claimed_at", "attempts"])
    return claim


def claim_of(parcel: Parcel, route: queries.Route, *, attempt: int, folder: str) -> Claim:
    return Claim(
        message=parcel.id,
        attempt=attempt,
        server=route.server,
        sender=wire(route.sender.address),
        recipient=wire(parcel.to),
        content=packed(parcel),
        copy_name=f"{folder}/{parcel.moment:%Y%m%dT%H%M%S}-{parcel.id}.eml",
    )


def _parcel(message: Message, route: queries.Route, moment: datetime) -> Parcel:
    return Parcel(
        id=message.id,
        sender=route.sender,
        to=message.to,
        name=message.name,
        letter=_letter(message),
        message_id=message.message_id,
        moment=moment,
        references=_references(message, domain_of(route.sender.address)),
        person=message.sender_name,
        reply_to=message.reply_to,
        reply_token=message.reply_token,
        unsubscribe=message.unsubscribe,
        logo=queries.picture(message.logo_hash),
    )


def _letter(message: Message) -> Letter:
    if not message.is_sensitive:
        return Letter(message.subject, message.text, message.html)
    text, html = json.loads(open_text(message, "sealed", message.sealed))
    return Letter(message.subject, text, html)


def _references(message: Message, domain: str) -> list[str]:
    if message.thread_id is None:
        return []
    thread = MailThread.objects.select_for_update().get(pk=message.thread_id)
    if not thread.root:
        thread.root = f"<{thread.id}.thread@{domain}>"
        thread.save(update_fields=["root"])
    return [thread.root, *queries.earlier_ids(message)]


@action(MANAGE)
def mark_sent(actor: Actor, claim: Claim, answer: Answer) -> None:
    """The server took it; a sensitive text has done its duty and goes."""
    message = _mine(claim)
    if message is None:
        return
    message.reason, message.code, message.answer = "", answer.code, answer.said
    _end(message, State.SENT, erased=message.is_sensitive)
    if claim.server and claim.was_away and not _is_pausing():
        start_afresh()
    record(
        actor,
        MailSent(mail=message.id, template=message.template, about=message.about_id),
        on=message,
        after={"to": message.to},
    )


@action(MANAGE)  # not recorded: putting off is no end, and both ends record themselves
def mark_refused(actor: Actor, claim: Claim, problem: MailProblem) -> None:
    """It was not taken, or nobody knows: for good, in doubt, or try again later."""
    message, now = _mine(claim), timezone.now()
    if message is None:
        return
    if problem.is_about_server:
        _is_away(problem, now)
    message.reason, message.code, message.answer = problem.reason.value, problem.code, problem.said
    if problem.is_in_doubt:
        doubt(actor, message)
    elif problem.is_final:
        fail(actor, message, problem.reason.value)
    else:
        _put_off(actor, message, now)


def _is_pausing() -> bool:
    """The provider wants to be left alone: one that was on its way then changes nothing."""
    outage = queries.outage()
    return outage is not None and outage.lasts(timezone.now())


def _mine(claim: Claim) -> Message | None:
    """The mail, if nobody else has taken it since. A late answer still settles a doubt."""
    return (
        Message.objects.select_for_update()
        .filter(pk=claim.message, attempts=claim.attempt)
        .filter(state__in=[State.SENDING, State.AMBIGUOUS], settled_at=None)
        .first()
    )


def _end(message: Message, state: Message.State, *, erased: bool = False) -> None:
    message.state, message.ended_at = state, timezone.now()
    if erased:
        _empty(message)
    message.save(update_fields=[*ENDING, "settled_at", *(BODIES if erased else ())])


def erase(message: Message) -> None:
    """Forget what it said; that it was sent, and to whom, stays."""
    _empty(message)
    message.save(update_fields=BODIES)


def _empty(message: Message) -> None:
    message.text = message.html = ""
    message.sealed, message.erased_at = b"", timezone.now()


def doubt(actor: Actor, message: Message) -> None:
    _end(message, State.AMBIGUOUS)
    record(
        actor,
        MailInDoubt(mail=message.id, template=message.template, about=message.about_id),
        on=message,
        after={"to": message.to},
    )


def fail(actor: Actor, message: Message, reason: str) -> None:
    message.reason = reason
    _end(message, State.FAILED)
    fact = MailFailed(
        mail=message.id, template=message.template, about=message.about_id, code=message.code
    )
    record(actor, fact, on=message, after={"to": message.to, "answer": message.answer})


def _expire(actor: Actor, message: Message) -> None:
    """Nobody can do anything about it, so nobody is asked to."""
    message.settled_at = timezone.now()
    fail(actor, message, OwnReason.TOO_LATE.value)
    erase(message)


def _put_off(actor: Actor, message: Message, now: datetime) -> None:
    if is_hopeless(queued_at=message.queued_at, now=now):
        fail(actor, message, message.reason or Reason.SILENT.value)
        return
    at = now + wait(queued_at=message.queued_at, now=now, lane=message.lane)
    if (outage := queries.outage()) and outage.until:
        at = max(at, outage.until)
    message.state, message.next_try_at, message.ended_at = State.QUEUED, at, None
    message.save(update_fields=[*ENDING, "next_try_at"])
    defer(SEND, message.lane, {"message": str(message.id)}, at=message.next_try_at)


def _is_away(problem: MailProblem, now: datetime) -> None:
    found = {
        "tried_at": now,
        "reason": problem.reason.value,
        "code": problem.code,
        "answer": problem.said,
        "until": None if problem.pause is None else now + problem.pause,
    }
    Outage.objects.update_or_create(defaults=found, create_defaults={"since": now} | found)


def start_afresh() -> None:
    """The server works again, or is another one: what was put off need not wait out its time."""
    Outage.objects.all().delete()
    defer(HURRY, DEFAULT, {})
