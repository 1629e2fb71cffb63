"""A fresh proof by whoever is signed in: passkey, app, or a mailed code where there is neither.

The same actions finish a client's half session, for which a mailed code is never enough.
"""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from portico.core.access.actors import Actor, Contact
from portico.core.jobs.job import SIGN_IN as SIGN_IN_LANE
from portico.core.jobs.job import defer
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact as ContactRow
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, matches, new_code, shown_code, typed_code

from ..events import SignInFailed
from ..holder import holding
from ..models import Challenge, Method, PortalSession, Session
from ..passkeys import Answer, Place
from ..permissions import OWN, SIGN_IN
from ..policy import FULL, is_strong
from .enter import Opened, is_half
from .factor import factor_is_right
from .passkey import proves_with
from .raise_session import complete_portal, raise_session

MOST_TRIES = 5
MAIL_LIFE = timedelta(minutes=10)
SEND = "identity.send_proof_code"  # the job, by name: actions do not import jobs


@action(OWN)
def prove_with_passkey(
    actor: Actor, session: Session, *, answer: Answer | None, place: Place, browser: str
) -> Opened | None:
    """One of the person's own passkeys; two factors at once."""
    if proves_with(actor, answer, place=place, browser=browser).passkey is None:
        return _failed(actor, session, "wrong_factor")
    return _go_on(actor, session, method=Method.PASSKEY)


@action(OWN)
def prove_with_code(actor: Actor, session: Session, *, code: str) -> Opened | None:
    """What the app shows, or a recovery code; each once."""
    how = factor_is_right(actor, code)
    if not how:
        return _failed(actor, session, "wrong_factor")
    by_password = session.method == Method.PASSWORD
    method = Method.TOTP if by_password else Method.MAIL_APP
    if how == "recovery" and by_password:
        method = Method.RECOVERY
    return _go_on(actor, session, method=method)


@action(OWN, writes=("people",))
def finish_second(actor: Actor, session: PortalSession, *, method: Method) -> Opened:
    """The first second factor was set up just now, in the half session that asked for it."""
    return _go_on(actor, session, method=method)


@action(OWN)  # not recorded: only what comes of it
def ask_for_mailed_code(actor: Actor, *, browser: str) -> None:
    """A job makes the code and mails it; the table keeps its SHA-256."""
    with holding(actor) as holder:
        now = timezone.now()
        row = Challenge.objects.create(
            purpose=Challenge.Purpose.MAIL,
            value_hash=b"",
            browser_hash=fingerprint(browser),
            person_id=holder.id,
            created_at=now,
            expires_at=now + MAIL_LIFE,
        )
        defer(SEND, SIGN_IN_LANE, {"challenge": str(row.pk), "contact": str(holder.subject)})


@action(OWN)
def prove_with_mail(actor: Actor, session: Session, *, code: str, browser: str) -> Opened | None:
    """The newest mailed code. Not for whoever has something better than the mailbox."""
    with holding(actor) as holder:
        mine = Challenge.objects.filter(
            purpose=Challenge.Purpose.MAIL,
            person_id=holder.id,
            browser_hash=fingerprint(browser),
            used_at=None,
            expires_at__gt=timezone.now(),
        )
        row = mine.order_by("-id").first()
        typed = typed_code(code)
        if is_half(session) or is_strong(holder.id) or row is None or not typed:
            return _failed(actor, session, "wrong_code")
        counted = mine.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        right = counted and row.value_hash and matches(typed, bytes(row.value_hash))
        if not right or not mine.filter(pk=row.pk).update(used_at=timezone.now()):
            return _failed(actor, session, "wrong_code")
    return raise_session(actor, session, aal=session.aal, how="mail")


@action(SIGN_IN)
def send_proof_code(actor: Actor, *, challenge_id: UUID, contact_id: UUID) -> None:
    """Make the code, keep its fingerprint, queue the mail. May run twice: sends once."""
    row = Challenge.objects.select_for_update().filter(pk=challenge_id, value_hash=b"").first()
    contact = ContactRow.objects.with_access().filter(pk=contact_id).first()
    if row is None or contact is None or row.expires_at <= timezone.now():
        return
    code, tenant = new_code(), this_tenant()
    row.value_hash = fingerprint(code)
    row.save(update_fields=["value_hash"])
    queue_mail(
        actor,
        to=contact.email,
        name=contact.name,
        template="identity/mail/proof",
        context={
            "name": contact.first_name,
            "portal": tenant.portal_name or tenant.name,
            "code": shown_code(code),
            "minutes": MAIL_LIFE.seconds // 60,
        },
        language=contact.language,
        zone=contact.zone,
        lane=SIGN_IN_LANE,
        sensitive=True,
        until=row.expires_at,
    )


def _go_on(actor: Actor, session: Session, *, method: Method) -> Opened:
    """A half session becomes a whole one; a whole one is as good as new."""
    if isinstance(session, PortalSession) and is_half(session):
        return complete_portal(cast(Contact, actor), session, method=method)
    return raise_session(actor, session, aal=FULL, how=method.value)


def _failed(actor: Actor, session: Session, reason: str) -> Opened | None:
    whose = {"contact": actor.id} if isinstance(actor, Contact) else {"staff": actor.id}
    record(actor, SignInFailed(reason=reason, **whose), on=session)
    return None
