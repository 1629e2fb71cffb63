"""Secrets at rest: bodies of sensitive mails and the mail server's password."""

import json
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from portico.kernel.crypto.envelope import derived_key, open_sealed, seal
from portico.kernel.tenancy import current_tenant


def tenant_key() -> bytes:
    """The key that this tenant's secrets are sealed with."""
    root = sha256(settings.SECRET_KEY.encode()).digest()
    return derived_key(root, purpose="mail", place=current_tenant().bytes)


def seal_bodies(mail: UUID, *, text: str, html: str) -> bytes:
    plain = json.dumps([text, html]).encode()
    return seal(tenant_key(), plain, context=(current_tenant(), "mail.message", mail, "sealed"))


def open_bodies(mail: UUID, sealed: bytes) -> tuple[str, str]:
    """Text and HTML; raises `CannotOpen` when the key is not the one they were sealed with."""
    place = (current_tenant(), "mail.message", mail, "sealed")
    text, html = json.loads(open_sealed(tenant_key(), bytes(sealed), context=place))
    return text, html


def seal_password(server: UUID, password: str) -> bytes:
    place = (current_tenant(), "mail.mailserver", server, "password")
    return seal(tenant_key(), password.encode(), context=place) if password else b""


def open_password(server: UUID, sealed: bytes) -> str:
    place = (current_tenant(), "mail.mailserver", server, "password")
    return open_sealed(tenant_key(), bytes(sealed), context=place).decode() if sealed else ""
