"""Take what came back from a provider: once, for the question it answers, in the same browser."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import SIGN_ON as LANE
from portico.core.jobs.job import defer
from portico.core.journal.acting import action, record
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.crypto.tokens import fingerprint, matches

from ..addresses import answer_url, our_name
from ..events import SignOnRefused
from ..models import Connection, SsoAttempt, UsedAssertion
from ..permissions import SIGN_ON
from ..rules.proven import Doubt
from ..rules.saml import Believed, Expected, check_response

EXCHANGE, SETTLE = "federation.exchange", "federation.settle"  # jobs, by name
LONGEST_CODE = 4000


@action(SIGN_ON)
def take_code(
    actor: Actor, attempt: SsoAttempt, *, state: str, code: str, error: str, issuer: str
) -> SsoAttempt:
    """An OpenID Connect provider sent the browser back; a job asks it who that is."""
    if not matches(state, bytes(attempt.state_hash)) or not _claim(attempt):
        raise Doubt("not_asked")
    named = issuer or not attempt.connection.names_itself
    if error or not code or len(code) > LONGEST_CODE:
        return fail(actor, attempt, "cancelled" if error == "access_denied" else "provider_refused")
    if not named or (issuer and issuer != attempt.connection.issuer):
        return fail(actor, attempt, "other_issuer")  # another provider answers in this one's name
    attempt.code = seal_text(attempt, "code", code)
    attempt.save(update_fields=["code"])
    defer(EXCHANGE, LANE, {"attempt": str(attempt.pk)})
    return attempt


def is_of_another(attempt: SsoAttempt) -> bool:
    """Was somebody sent to another provider than the connection has now? Its word counts no more,
    and it is not asked with a secret that was given for the next one.
    """
    began, changed = attempt.created_at, attempt.connection.changed_at
    return bool(began < changed)


@action(SIGN_ON)
def take_assertion(actor: Actor, connection: Connection, *, answer: str, relay: str) -> SsoAttempt:
    """A SAML provider sent an answer through the browser. It is checked here, needs no network,
    and counts only for the browser that comes back with the cookie of the question.
    """
    attempt = _asked(connection, relay)
    if attempt is None or not _claim(attempt):
        raise Doubt("not_asked")
    try:
        believed = check_response(answer, _expected(connection, attempt))
        _use_once(connection, believed)
    except Doubt as problem:
        return fail(actor, attempt, problem.reason)
    attempt.state, attempt.claims = SsoAttempt.State.ASKED, believed.proven.as_json()
    attempt.save(update_fields=["state", "claims"])
    defer(SETTLE, LANE, {"attempt": str(attempt.pk)})
    return attempt


@action(SIGN_ON)
def fail(actor: Actor, attempt: SsoAttempt, reason: str) -> SsoAttempt:
    """It ends here; the page and the log say why."""
    attempt.state, attempt.reason = SsoAttempt.State.FAILED, reason
    attempt.code = attempt.verifier = b""
    attempt.save(update_fields=["state", "reason", "code", "verifier"])
    if attempt.purpose == SsoAttempt.Purpose.SIGN_IN:
        fact = SignOnRefused(connection=attempt.connection_id, reason=reason)
        record(actor, fact, on=attempt, after={"email": str(attempt.claims.get("email", ""))})
    return attempt


def code_of(attempt: SsoAttempt) -> str:
    return open_text(attempt, "code", attempt.code)


def _claim(attempt: SsoAttempt) -> bool:
    """One statement: of a hundred answers at once, one finds the question open."""
    won = _live(attempt.pk).filter(state=SsoAttempt.State.STARTED)
    if not won.update(state=SsoAttempt.State.ANSWERED):
        return False
    attempt.state = SsoAttempt.State.ANSWERED
    return True


def _live(attempt_id: UUID) -> QuerySet[SsoAttempt]:
    return SsoAttempt.objects.filter(pk=attempt_id, used_at=None, expires_at__gt=timezone.now())


def _asked(connection: Connection, relay: str) -> SsoAttempt | None:
    try:
        wanted = UUID(relay)
    except ValueError:
        return None
    return SsoAttempt.objects.filter(pk=wanted, connection=connection).first()


def _expected(connection: Connection, attempt: SsoAttempt) -> Expected:
    return Expected(
        issuer=connection.issuer,
        audience=our_name(connection),
        acs_url=answer_url(connection),
        request_id=attempt.request_id,
        certificates=[one["x5c"] for one in connection.keys],
        now=timezone.now(),
        group_claim=connection.group_claim,
    )


def _use_once(connection: Connection, believed: Believed) -> None:
    """The row is what decides: a second one with the same assertion is not written."""
    row = UsedAssertion(
        connection=connection,
        digest=fingerprint(believed.assertion),
        expires_at=believed.until,
    )
    seen = UsedAssertion.objects.filter(connection=connection, digest=row.digest)
    if seen.exists():
        raise Doubt("replayed")
    row.save(force_insert=True)
