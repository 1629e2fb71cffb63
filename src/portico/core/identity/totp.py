"""Codes of authenticator apps (RFC 6238): six digits, thirty seconds, each of them once."""

import hmac
from datetime import datetime
from io import BytesIO

import pyotp

PERIOD = 30
DRIFT = 1  # steps that a phone's clock may be early or late


def new_totp() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, after: int, now: datetime) -> int | None:
    """The time step that this code is for, if it is right and later than `after`."""
    current = int(now.timestamp()) // PERIOD
    digits = "".join(letter for letter in code[:20] if letter.isascii() and letter.isdigit())
    for step in range(current - DRIFT, current + DRIFT + 1):
        right = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), digits)
        if right and step > after:
            return step
    return None


def current_code(secret: str, *, now: datetime) -> str:
    return pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // PERIOD)


def picture(secret: str, *, name: str, issuer: str) -> str:
    """The QR code as an SVG document, dark on white also where the page is dark."""
    import segno  # noqa: PLC0415  2 MB, for each employee once

    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=5, border=3, dark="#000", light="#fff", xmldecl=False
    )
    return out.getvalue().decode()


def grouped(secret: str) -> str:
    """In blocks of four, to type it where no camera is at hand."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
