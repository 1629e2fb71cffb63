"""Secrets and codes that people carry: made, normalised, fingerprinted and compared."""

import hmac
import secrets
from hashlib import sha256

CODE_LENGTH = 8
CODE_ALPHABET = "23456789CDFGHJKMNPQRTVWXY"  # one of each look-alike pair, no vowels, no rude words
LOOK_ALIKES = str.maketrans({"B": "8", "S": "5", "Z": "2"})
LONGEST_INPUT = 64


def new_secret(size: int = 32) -> str:
    """A URL-safe secret of `size` random bytes; at least 128 bits."""
    if size < 16:
        raise ValueError("A secret takes at least 16 bytes.")
    return secrets.token_urlsafe(size)


def new_code(length: int = CODE_LENGTH) -> str:
    """A code to type: capital letters and digits that nobody mixes up."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def shown_code(code: str) -> str:
    """The code as people see it, in two halves: `K7QD-94XM`."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def typed_code(text: str, *, length: int = CODE_LENGTH) -> str:
    """What somebody typed or pasted as a code, brought to its stored form; empty if it is none."""
    kept = "".join(letter for letter in text[:LONGEST_INPUT] if letter.isalnum())
    cleaned = kept.upper().translate(LOOK_ALIKES)
    if len(cleaned) != length or set(cleaned) - set(CODE_ALPHABET):
        return ""
    return cleaned


def fingerprint(secret: str) -> bytes:
    """The SHA-256 of a secret, the only form in which it is stored."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare without telling by the time taken how much was right."""
    return hmac.compare_digest(left, right)


def matches(secret: str, stored: bytes) -> bool:
    """Does this secret belong to that stored fingerprint?"""
    return same(fingerprint(secret), stored)
