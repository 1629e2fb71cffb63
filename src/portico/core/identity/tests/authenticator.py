"""A passkey in a drawer: signs what a browser would have signed, honestly or not."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.http import HttpResponse
from django.test import Client
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key pair for one host; what a thief would change can be changed."""

    host: str
    scheme: str = "http"
    origin: str = ""
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    user: bytes = b""

    def create(self, options: dict[str, Any]) -> str:
        self.user = base64url_to_bytes(options["user"]["id"])
        said = self._client_data("webauthn.create", options["challenge"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = (
            bytes(16) + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(cose)
        )
        data = self._data(self.flags | ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._json(clientDataJSON=said, attestationObject=statement)

    def get(self, options: dict[str, Any], *, step: int = 1) -> str:
        self.count += step
        said = self._client_data("webauthn.get", options["challenge"])
        data = self._data(self.flags)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._json(
            clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=self.user
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        origin = self.origin or f"{self.scheme}://{self.host}"
        said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _json(self, **response: bytes) -> str:
        shown = bytes_to_base64url(self.credential)
        said = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": shown, "rawId": shown, "type": "public-key", "response": said})


def asked(browser: Client, path: str) -> dict[str, Any]:
    """The options that a page's script would fetch."""
    answer = browser.post(path)
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    found: dict[str, Any] = answer.json()
    return found


def add_passkey(browser: Client, host: str, *, door: str = "portal", **kinds: Any) -> Authenticator:
    """Let the person of this browser add a passkey. Any: fields of the authenticator."""
    device = Authenticator(host, **kinds)
    answer = register(browser, device, door=door)
    assert answer.status_code == 302, answer.text
    return device


def register(browser: Client, device: Authenticator, *, door: str = "portal") -> HttpResponse:
    options = asked(browser, f"/{door}/account/passkeys/options/")
    data = {"name": "Laptop", "credential": device.create(options)}
    answer: Any = browser.post(f"/{door}/account/passkeys/new/", data)
    return answer  # type: ignore[no-any-return] # Any: the test client's response


def enter(
    browser: Client, device: Authenticator, *, door: str = "portal", next_path: str = ""
) -> HttpResponse:
    """Sign in with the passkey, as the sign-in page's script does."""
    options = asked(browser, f"/{door}/login/passkey/options/")
    data = {"credential": device.get(options), "next": next_path}
    answer: Any = browser.post(f"/{door}/login/passkey/", data)
    return answer  # type: ignore[no-any-return] # Any: the test client's response
