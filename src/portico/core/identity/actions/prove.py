"""Link or code come back from the mailbox; used, guessed or taken elsewhere they open nothing."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.kernel.crypto.tokens import fingerprint, matches, same, typed_code
from portico.kernel.tenancy import current_tenant

from ..events import SignInFailed
from ..models import LoginRequest, Method
from ..permissions import SIGN_IN
from ..queries import request_of_browser
from ..rules import hidden

MOST_TRIES = 5


class Outcome(StrEnum):
    """What came of it; all but `PROVEN` are also the reason classes in the journal."""

    PROVEN = "proven"
    UNKNOWN = "unknown_request"
    EXPIRED = "expired"
    USED = "used"
    REPLACED = "replaced"
    OTHER_BROWSER = "other_browser"
    WRONG_LINK = "wrong_link"
    WRONG_CODE = "wrong_code"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome, with the request it is about if there is one."""

    outcome: Outcome
    request: LoginRequest | None = None

    @property
    def holds(self) -> bool:
        return self.outcome is Outcome.PROVEN


@action(SIGN_IN)
def prove_by_secret(actor: Actor, *, request_id: UUID, secret: str, browser: str) -> Proof:
    """The button behind the mailed link was pressed; only the browser that asked gets in."""
    request = LoginRequest.objects.filter(pk=request_id).first()
    return _noted(actor, Proof(_by_secret(request, secret, browser), request))


@action(SIGN_IN)
def prove_by_code(actor: Actor, *, code: str, browser: str) -> Proof:
    """A code was typed where the person started; five tries, counted before they are compared."""
    request = request_of_browser(browser)
    return _noted(actor, Proof(_by_code(request, typed_code(code)), request))


def state_of(request: LoginRequest | None) -> Outcome:
    """Whether a request can still be answered; `PROVEN` means that it can."""
    if request is None:
        return Outcome.UNKNOWN
    if request.used_at:
        return Outcome.USED
    if request.replaced_at:
        return Outcome.REPLACED
    if request.expires_at <= timezone.now():
        return Outcome.EXPIRED
    return Outcome.TOO_MANY_TRIES if request.tries >= MOST_TRIES else Outcome.PROVEN


def started_here(request: LoginRequest, browser: str) -> bool:
    return bool(browser) and matches(browser, bytes(request.browser_hash))


def _by_secret(request: LoginRequest | None, secret: str, browser: str) -> Outcome:
    outcome = state_of(request)
    if request is None or outcome not in {Outcome.PROVEN, Outcome.TOO_MANY_TRIES}:
        return outcome
    if not same(fingerprint(secret), bytes(request.secret_hash)):
        return Outcome.WRONG_LINK
    if not started_here(request, browser):
        return Outcome.OTHER_BROWSER
    return _claim(request, Method.LINK)


def _by_code(request: LoginRequest | None, code: str) -> Outcome:
    outcome = state_of(request)
    if request is None or outcome is not Outcome.PROVEN:
        return outcome
    if not code:
        return Outcome.WRONG_CODE  # not even the shape of a code: nothing was learned from it
    if not _live(request).filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return Outcome.TOO_MANY_TRIES
    request.refresh_from_db()
    if not same(fingerprint(code), bytes(request.code_hash)):
        return state_of(request) if request.tries >= MOST_TRIES else Outcome.WRONG_CODE
    return _claim(request, Method.STAFF_CODE if request.revealed_at else Method.CODE)


def _live(request: LoginRequest) -> QuerySet[LoginRequest]:
    """The row, if nobody has used or replaced it and its time is not over."""
    return LoginRequest.objects.filter(
        pk=request.pk, used_at=None, replaced_at=None, expires_at__gt=timezone.now()
    )


def _claim(request: LoginRequest, method: Method) -> Outcome:
    """One statement: of a hundred at once, one finds the row unused."""
    if not _live(request).update(used_at=timezone.now(), method=method):
        return Outcome.USED
    request.refresh_from_db()
    return Outcome.PROVEN


def _noted(actor: Actor, proof: Proof) -> Proof:
    """Failures are recorded with what the job found out before: looking now would take time."""
    if not proof.holds:
        known = proof.request.contact_id if proof.request else None
        unknown = proof.request.email if proof.request and not known else ""
        fact = SignInFailed(
            reason=proof.outcome.value,
            contact=known,
            identifier=hidden(current_tenant(), unknown) if unknown else "",
        )
        record(actor, fact, on=proof.request)
    return proof
