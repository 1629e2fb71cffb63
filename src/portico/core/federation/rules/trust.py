"""Whom a connection believes: what whoever switches it on has to see."""

import base64
import hashlib
import json

from ..models import Connection


def mark_of(connection: Connection) -> str:
    """Changes with everything that decides whose word counts. Keys of OpenID Connect change by
    themselves and are fetched from the provider; those of SAML are what somebody gave us.
    """
    facts = [
        *(connection.kind, connection.discovery_url, connection.issuer, connection.client_id),
        *(connection.authorize_url, connection.token_url, connection.keys_url),
        fingerprints(connection),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def fingerprints(connection: Connection) -> list[str]:
    """SHA-256 of each certificate of a SAML provider, as its own pages show them."""
    if connection.kind != Connection.Kind.SAML:
        return []
    kept = [str(one.get("x5c", "")) for one in connection.keys if isinstance(one, dict)]
    return [hashlib.sha256(base64.b64decode(one)).digest().hex(":").upper() for one in kept if one]
