"""Sealed values: AES-256-GCM under a tenant's data key, bound to the place they are stored at."""

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

type Part = str | int | bytes | UUID
type Place = tuple[Part, ...]

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
FORMAT = b"\x01"


class CannotOpen(Exception):
    """The value was changed, moved from another place, or sealed with another key."""


def seal(key: bytes, plaintext: bytes, *, context: Place) -> bytes:
    """Encrypt for one place, such as `(tenant, "mail_server", row, "password")`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + _cipher(key).encrypt(nonce, plaintext, bound(context))


def open_sealed(key: bytes, sealed: bytes, *, context: Place) -> bytes:
    if sealed[:1] != FORMAT or len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise CannotOpen("This is not a sealed value.")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, body, bound(context))
    except InvalidTag as problem:
        raise CannotOpen("The value does not open at this place.") from problem


def digest(key: bytes, value: str, *, context: Place = ()) -> bytes:
    """A keyed digest to find equal values by, without being able to read them."""
    message = bound((*context, value))
    return hmac.digest(_known_key(key, "digest"), message, sha256)


def derived_key(key: bytes, *, purpose: str, salt: bytes = b"", place: bytes = b"") -> bytes:
    """A key for one purpose only, so that no data key is used in two ways."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"A data key has {KEY_BYTES} bytes.")
    info = b"portico." + purpose.encode() + b"\0" + place
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)


@lru_cache(maxsize=64)
def _known_key(key: bytes, purpose: str) -> bytes:
    return derived_key(key, purpose=purpose)


def bound(context: Place) -> bytes:
    """The parts of a place in one unambiguous row of bytes: each with its kind and length."""
    return b"".join(_part(part) for part in context)


def _part(part: Part) -> bytes:
    match part:
        case UUID():
            kind, value = b"u", part.bytes
        case bytes():
            kind, value = b"b", part
        case int():
            kind, value = b"i", str(part).encode()
        case _:
            kind, value = b"s", part.encode()
    return kind + len(value).to_bytes(4) + value


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_known_key(key, "seal"))
