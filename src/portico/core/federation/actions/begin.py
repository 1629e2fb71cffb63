"""Send somebody to a provider: what we ask is kept in a row, and bound to one browser."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, Refusal, can
from portico.core.journal.acting import action
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.origin import current_origin

from ..addresses import answer_url, our_name
from ..models import Connection, SsoAttempt
from ..permissions import MANAGE, MANAGE_STAFF, SIGN_ON
from ..rules.oidc import authorize_address, challenge
from ..rules.saml import request_address

LIFE = timedelta(minutes=10)


class NotKnownYet(Refusal):
    """Something of the provider is still missing."""

    def __init__(self) -> None:
        super().__init__(_("Something is missing yet. Fill in what the provider gives you first."))


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to go, and the secret that only this browser gets."""

    attempt: SsoAttempt
    url: str
    browser: str


@action(SIGN_ON)  # not recorded: who it is nobody knows yet
def begin_sign_on(
    actor: Actor,  # noqa: ARG001  nobody yet
    connection: Connection,
    *,
    host: str,
    next_path: str = "",
    email: str = "",
) -> Begun:
    """Somebody wants to sign in. Recorded when it is known who it is."""
    if not connection.is_active:
        raise NotKnownYet
    return _begun(connection, SsoAttempt.Purpose.SIGN_IN, host, next_path=next_path, email=email)


@action(MANAGE)  # not recorded: what comes of it is
def begin_test(actor: Actor, connection: Connection, *, host: str) -> Begun:
    """The same way there and back, which signs nobody in. Recorded when it has worked."""
    if connection.company_id is None and not can(actor, MANAGE_STAFF):
        raise NotVisible("connection")
    return _begun(connection, SsoAttempt.Purpose.TEST, host)


def _begun(
    connection: Connection,
    purpose: SsoAttempt.Purpose,
    host: str,
    *,
    next_path: str = "",
    email: str = "",
) -> Begun:
    if not connection.is_known:
        raise NotKnownYet
    now, browser, state = timezone.now(), new_secret(), new_secret()
    attempt = SsoAttempt(
        connection=connection,
        company_id=connection.company_id,
        purpose=purpose,
        host=host,
        browser_hash=fingerprint(browser),
        state_hash=fingerprint(state),
        next_path=next_path,
        ip=current_origin().ip,
        created_at=now,
        expires_at=now + LIFE,
    )
    url = (
        _saml(connection, attempt)
        if _is_saml(connection)
        else _oidc(connection, attempt, state, email)
    )
    attempt.save(force_insert=True)
    return Begun(attempt, url, browser)


def _oidc(connection: Connection, attempt: SsoAttempt, state: str, email: str) -> str:
    verifier, attempt.nonce = new_secret(48), new_secret()
    attempt.verifier = seal_text(attempt, "verifier", verifier)
    asked = {
        "response_type": "code",
        "response_mode": "query",
        "client_id": connection.client_id,
        "redirect_uri": answer_url(connection),
        "scope": "openid email profile",
        "state": f"{attempt.pk.hex}.{state}",
        "nonce": attempt.nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    if email:
        asked["login_hint"] = email
    return authorize_address(connection.authorize_url, **asked)


def _saml(connection: Connection, attempt: SsoAttempt) -> str:
    attempt.request_id = f"_{new_secret(24)}"
    return request_address(
        connection.authorize_url,
        we=our_name(connection),
        acs_url=answer_url(connection),
        request_id=attempt.request_id,
        relay=str(attempt.pk),
    )


def verifier_of(attempt: SsoAttempt) -> str:
    return open_text(attempt, "verifier", attempt.verifier)


def _is_saml(connection: Connection) -> bool:
    return connection.kind == Connection.Kind.SAML
