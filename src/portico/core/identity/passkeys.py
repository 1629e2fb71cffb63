"""WebAuthn without a database: what browsers are asked for, and whether their answers hold.

Every passkey says who holds it (a finger, a face, a PIN) and can be found without a name, so that
one of them alone is two factors. No attestation is asked for: which device it is, is nobody's
business.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST_ANSWER = 16_000  # characters; attestation is not asked for, so answers are small
MILLISECONDS = 5 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Where the browser stands: the host a passkey is bound to, and the whole origin."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """A passkey that has just been made."""

    credential: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sent back, not checked yet beyond its shape."""

    raw: dict[str, Any]  # Any: JSON of strangers
    credential: bytes
    challenge: bytes

    @property
    def credential_hash(self) -> bytes:
        return digest(self.credential)

    def is_for(self, owner: UUID) -> bool:
        """The device may name whom it made the passkey for; if it does, it must be the owner."""
        said = self.raw["response"].get("userHandle")
        try:
            return not said or base64url_to_bytes(said) == owner.bytes
        except (ValueError, TypeError, AttributeError):
            return False


def digest(credential: bytes) -> bytes:
    return sha256(credential).digest()


def read_answer(text: str) -> Answer | None:
    """The parts that one needs to look things up; None for what is no answer at all."""
    if not text or len(text) > LONGEST_ANSWER:
        return None
    try:
        raw = json.loads(text)
        said = json.loads(base64url_to_bytes(raw["response"]["clientDataJSON"]))
        credential, challenge = base64url_to_bytes(raw["id"]), base64url_to_bytes(said["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Answer(raw, credential, challenge)


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a passkey is made, as their device will call it."""

    id: UUID
    name: str
    email: str


def ask_for_new(
    owner: Owner, *, place: Place, challenge: bytes, msp: str, known: Iterable[bytes]
) -> str:
    """Options for `navigator.credentials.create()`, as JSON."""
    options = generate_registration_options(
        rp_id=place.rp_id,
        rp_name=msp,
        user_id=owner.id.bytes,
        user_name=owner.email,
        user_display_name=owner.name,
        challenge=challenge,
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def ask_for_proof(*, place: Place, challenge: bytes, known: Iterable[bytes] = ()) -> str:
    """Options for `navigator.credentials.get()`; without `known` the device says who it is."""
    options = generate_authentication_options(
        rp_id=place.rp_id,
        challenge=challenge,
        timeout=MILLISECONDS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def checked_new(answer: Answer, *, place: Place) -> Fresh | None:
    """The new public key, if the answer is for this challenge, host and origin."""
    try:
        found = verify_registration_response(
            credential=answer.raw,
            expected_challenge=answer.challenge,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return Fresh(
        credential=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        is_synced=found.credential_backed_up,
    )


def checked_count(answer: Answer, *, place: Place, public_key: bytes) -> int | None:
    """How often the passkey says it was used, if its signature holds; None if it does not.

    The count is compared by the caller: a wrong signature is no sign of a copy.
    """
    try:
        found = verify_authentication_response(
            credential=answer.raw,
            expected_challenge=answer.challenge,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return found.new_sign_count
