"""Secrets at rest: bodies of sensitive mails and the mail server's password."""

import json
from uuid import UUID

from portico.core.tenants.vault import data_key
from portico.kernel.crypto.envelope import open_sealed, seal
from portico.kernel.tenancy import current_tenant


def seal_bodies(mail: UUID, *, text: str, html: str) -> bytes:
    plain = json.dumps([text, html]).encode()
    return seal(data_key(), plain, context=(current_tenant(), "mail.message", mail, "sealed"))


def open_bodies(mail: UUID, sealed: bytes) -> tuple[str, str]:
    """Text and HTML; raises `CannotOpen` when the key is not the one they were sealed with."""
    place = (current_tenant(), "mail.message", mail, "sealed")
    text, html = json.loads(open_sealed(data_key(), bytes(sealed), context=place))
    return text, html


def seal_password(server: UUID, password: str) -> bytes:
    place = (current_tenant(), "mail.mailserver", server, "password")
    return seal(data_key(), password.encode(), context=place) if password else b""


def open_password(server: UUID, sealed: bytes) -> str:
    place = (current_tenant(), "mail.mailserver", server, "password")
    return open_sealed(data_key(), bytes(sealed), context=place).decode() if sealed else ""
