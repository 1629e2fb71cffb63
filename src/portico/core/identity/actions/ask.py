"""A contact asks for a sign-in mail; a job finds out whether anybody has that address."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import SIGN_IN as SIGN_IN_LANE
from portico.core.jobs.job import defer
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_code, new_secret, shown_code
from portico.kernel.origin import current_origin
from portico.kernel.tenancy import current_tenant

from ..events import SignInAsked, SignInFailed
from ..models import LoginRequest
from ..permissions import SIGN_IN
from ..queries import contacts_at
from ..rules import hidden, lazy_device_words
from .limit import machine_key

MOST_OPEN = 5  # sign-ins of one address at once, in different browsers
SEND = "identity.send_sign_in"  # the job, by name: actions do not import jobs


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody asks: its secret from now on, the one that it came with, and whether somebody
    has signed in there as this address."""

    secret: str
    before: str = ""
    known_device: bool = False


@action(SIGN_IN)  # not recorded: whether it concerns anybody is found out, and recorded, by the job
def ask_to_sign_in(
    actor: Actor,  # noqa: ARG001  every action has one; the decorator asks whether it may
    *,
    email: str,
    host: str,
    browser: Browser,
    minutes: int,
    next_path: str = "",
) -> LoginRequest:
    """Note the wish, bind it to this browser, and let a job see to the mail.

    Nothing here depends on whether the address is known, so nothing tells. What the same browser
    asked before for this address ends; what others asked goes on, as anybody may type any address.
    """
    now, origin = timezone.now(), current_origin()
    email = email.strip().lower()
    make_room(email, before=browser.before)
    request = LoginRequest(
        email=email,
        host=host,
        browser_hash=fingerprint(browser.secret),
        next_path=next_path,
        ip=origin.ip,
        user_agent=origin.user_agent,
        known_device=browser.known_device,
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    request.save(force_insert=True)
    defer(SEND, SIGN_IN_LANE, {"request": str(request.id)})
    return request


def make_room(email: str, *, before: str) -> None:
    """End what this browser asked before for the address, and the oldest of too many others."""
    _end_older(email, before)
    _make_room(email)


def _end_older(email: str, before: str) -> None:
    """In one browser only the newest mail works."""
    if before:
        mine = LoginRequest.objects.filter(email=email, browser_hash=fingerprint(before))
        mine.filter(used_at=None, replaced_at=None).update(replaced_at=timezone.now())


def _make_room(email: str) -> None:
    """So that few are open at once. Whoever asks most loses first, and known devices last.

    Rows that somebody holds at this moment are left alone: two who ask never wait for each other.
    """
    now = timezone.now()
    waiting = LoginRequest.objects.filter(
        email=email, used_at=None, replaced_at=None, expires_at__gt=now
    )
    if ended := too_many(list(waiting.order_by("id")), most=MOST_OPEN - 1):
        rows = waiting.filter(pk__in=ended).select_for_update(skip_locked=True)
        free = [one.pk for one in rows]
        waiting.filter(pk__in=free).update(replaced_at=now)


def too_many(waiting: Sequence[LoginRequest], *, most: int) -> list[UUID]:
    """Which of these (oldest first) end so that `most` are left."""
    left, ended = list(waiting), list[UUID]()
    while len(left) > most:
        strangers = [one for one in left if not one.known_device] or left
        sources = Counter(machine_key(one.ip) for one in strangers)
        goes = max(strangers, key=lambda one: sources[machine_key(one.ip)])  # of equals the oldest
        left.remove(goes)
        ended.append(goes.pk)
    return ended


@action(SIGN_IN)
def send_sign_in_mail(actor: Actor, *, request_id: UUID) -> None:
    """Make secret and code, keep their fingerprints, queue the mail; or note a failed sign-in.

    May run twice: a request is handled once. A code that staff have told already stays as it is.
    """
    now = timezone.now()
    request = LoginRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None or not _needs_mail(request):
        return
    request.handled_at = now
    if not (contacts := contacts_at(request.email)):
        request.save(update_fields=["handled_at"])
        unknown = hidden(current_tenant(), request.email)
        record(actor, SignInFailed(reason="unknown", identifier=unknown), on=request)
        return
    request.contact_id, request.company_id = contacts[0].pk, contacts[0].company_id
    secret, code = new_secret(), new_code()
    request.secret_hash, request.code_hash = fingerprint(secret), fingerprint(code)
    request.save()
    _queue(actor, request, contacts[0], secret=secret, code=code)
    record(actor, SignInAsked(request=request.id), on=contacts[0])


def _needs_mail(request: LoginRequest) -> bool:
    done = (request.handled_at, request.used_at, request.replaced_at, request.revealed_at)
    return not any(done) and request.expires_at > timezone.now()


def _queue(
    actor: Actor, request: LoginRequest, contact: Contact, *, secret: str, code: str
) -> None:
    tenant = this_tenant()
    link = address_of(f"/portal/login/{request.id}#{secret}", host=request.host)
    queue_mail(
        actor,
        to=request.email,
        name=contact.name,
        template="identity/mail/sign_in",
        context={
            "name": contact.first_name,
            "portal": tenant.portal_name or tenant.name,
            "link": link,
            "code": shown_code(code),
            "minutes": tenant.sign_in_minutes,
            "asked_at": request.created_at,
            "device": lazy_device_words(request.user_agent),
        },
        language=contact.language,
        zone=contact.zone,
        lane=SIGN_IN_LANE,
        sensitive=True,
        until=request.expires_at,
    )
