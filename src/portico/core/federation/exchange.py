"""Ask providers: their documents, their keys, and who stands behind a code. For jobs only."""

import base64
import json
from typing import Any
from urllib.parse import quote_plus

from django.utils import timezone

from portico.core.tenants.vault import open_text
from portico.kernel.outbound import Unreachable, fetch

from .actions.answer import code_of
from .actions.begin import verifier_of
from .addresses import answer_url
from .models import Connection, SsoAttempt
from .rules.oidc import Expected, Published, read_keys, read_published
from .rules.proven import Doubt
from .rules.saml import Described, read_metadata

MOST = 512 * 1024
OUR_FAULT = ("invalid_client", "unauthorized_client")
READS = {"Accept": "application/json, application/samlmetadata+xml"}


def published(connection: Connection) -> tuple[Published, list[dict[str, Any]]]:
    """What the provider says of itself, and its keys."""
    said = read_published(_body(connection.discovery_url), asked=connection.discovery_url)
    return said, keys_at(said.keys_url)


def userinfo(connection: Connection, access_token: str) -> bytes:
    """What the provider says of whoever the token is for."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {access_token}"}
    answer = fetch(connection.userinfo_url, headers=headers, most=MOST)
    if answer.status != 200:
        raise Doubt("bad_userinfo", str(answer.status))
    return answer.body


def keys_at(url: str) -> list[dict[str, Any]]:
    return read_keys(_body(url))


def described(connection: Connection) -> Described:
    return read_metadata(_body(connection.discovery_url))


class Question:
    """Everything it takes to ask about a code; read in one transaction, asked outside of it."""

    def __init__(self, attempt: SsoAttempt) -> None:
        connection = attempt.connection
        self.connection = connection
        self.secret = open_text(connection, "client_secret", connection.client_secret)
        self.data = {
            "grant_type": "authorization_code",
            "code": code_of(attempt),
            "redirect_uri": answer_url(connection),
            "code_verifier": verifier_of(attempt),
        }
        self.nonce = attempt.nonce

    def ask(self) -> dict[str, Any]:
        """The tokens; raises `Doubt` when the provider gives none."""
        headers = {"Accept": "application/json"}
        data, client = dict(self.data), self.connection.client_id
        if self.connection.posts_secret:
            data |= {"client_id": client, "client_secret": self.secret}
        else:
            pair = f"{quote_plus(client)}:{quote_plus(self.secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = fetch(self.connection.token_url, data=data, headers=headers, most=MOST)
        said = _json(answer.body)
        if answer.status != 200 or not isinstance(said.get("id_token"), str):
            wrong = said.get("error")
            raise Doubt(
                "bad_secret" if wrong in {"invalid_client", "unauthorized_client"} else "bad_code"
            )
        return said

    def expected(self) -> Expected:
        return Expected(
            issuer=self.connection.issuer,
            client_id=self.connection.client_id,
            nonce=self.nonce,
            now=timezone.now().timestamp(),
            group_claim=self.connection.group_claim,
        )


def _body(url: str) -> bytes:
    answer = fetch(url, headers=READS, most=MOST)
    if answer.status != 200:
        raise Doubt("broken")
    return answer.body


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


__all__ = ["Question", "Unreachable", "described", "keys_at", "published", "userinfo"]
