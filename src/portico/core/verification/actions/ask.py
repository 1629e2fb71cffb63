"""Ask the contact: a code by e-mail to read out, or a button in the portal."""

from django.db.models import Model
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible
from portico.core.jobs.job import SIGN_IN
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, same
from portico.kernel.live import announce

from ..events import Asked, NotVerified, Verified
from ..models import Check
from ..permissions import CHECK, OWN
from ..ports import stand_in
from ..rules import ASKED_FOR, NoAddress, NothingWaits, new_digits, only_digits
from .pins import conclude, failed, forgiven, is_locked, locked_row, new_check

State = Check.State


@action(CHECK, writes=("mail",))
def ask_contact(actor: Actor, contact: Contact, *, about: Model | None = None) -> Check:
    """A mail with a code, and a question in the portal; an older question is worth nothing now."""
    contact = people.contact(actor, contact.pk)
    if not contact.email:
        raise NoAddress
    now, code = timezone.now(), new_digits()
    older = Check.objects.filter(contact=contact, state=State.WAITING)
    older.update(state=State.REPLACED, done_at=now)
    check = new_check(actor, contact, about, method=Check.Method.ASKED)
    check.state, check.expires_at = State.WAITING, now + ASKED_FOR
    check.code_hash = _hashed(check, code)
    check.save()
    _mail(actor, contact, check, code)
    record(actor, Asked(contact=contact.pk), on=about or contact)
    announce(f"identity:{contact.pk}")
    return check


def _hashed(check: Check, code: str) -> bytes:
    """With the row's id in it, so that a table of a million hashes finds nothing."""
    return fingerprint(f"{check.pk}|{code}")


def _mail(actor: Actor, contact: Contact, check: Check, code: str) -> None:
    tenant = this_tenant()
    queue_mail(
        actor,
        to=contact.email,
        name=contact.name,
        template="verification/mail/code",
        context={
            "name": contact.first_name,
            "staff": check.staff_name,
            "msp": tenant.name,
            "code": code,
            "shown": f"{code[:3]} {code[3:]}",
            "minutes": int(ASKED_FOR.total_seconds()) // 60,
        },
        language=contact.language,
        zone=contact.zone,
        lane=SIGN_IN,
        sensitive=True,
        about=contact,
        until=check.expires_at,
    )


@action(CHECK)
def check_code(actor: Actor, check: Check, *, code: str, about: Model | None = None) -> Check:
    """The code that the caller read out of the mail; wrong ones count as wrong PINs do."""
    contact = people.contact(actor, check.contact_id)
    row, now = locked_row(contact), timezone.now()
    found = Check.objects.select_for_update().get(pk=check.pk)
    if found.state != State.WAITING or found.expires_at <= now:
        raise NothingWaits
    found.contact = contact
    if is_locked(row, now):
        return conclude(actor, found, about, State.FAILED, how="locked")
    if not same(_hashed(found, only_digits(code)), bytes(found.code_hash)):
        failed(actor, row, contact, now)
        return conclude(actor, found, about, State.FAILED, how="wrong")
    forgiven(row)
    return conclude(actor, found, about, State.VERIFIED)


@action(OWN)
def answer(actor: Actor, check: Check, *, is_me: bool) -> Check:
    """The contact says in the portal whether it is them on the phone."""
    if not isinstance(actor, ContactActor):
        raise NotVisible("check")
    state = State.VERIFIED if is_me else State.DECLINED
    now = timezone.now()
    waiting = Check.objects.filter(
        pk=check.pk, contact_id=actor.id, state=State.WAITING, expires_at__gt=now
    )
    if not waiting.update(state=state, method=Check.Method.BUTTON, done_at=now):
        raise NothingWaits
    found = Check.objects.get(pk=check.pk)
    _told(actor, found, is_me=is_me)
    announce(f"identity:{actor.id}")
    return found


def _told(actor: Actor, check: Check, *, is_me: bool) -> None:
    on = stand_in(check.about_kind, check.about_id, check.company_id) or check
    if is_me:
        record(actor, Verified(contact=check.contact_id, method=check.method), on=on)
    else:
        fact = NotVerified(contact=check.contact_id, method=check.method, how="declined")
        record(actor, fact, on=on)
