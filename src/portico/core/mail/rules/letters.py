"""A mail's words in the tenant's brand: subject, plain text and HTML from three templates."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context, loader
from django.utils import timezone, translation

from portico.core.tenants.models import Tenant
from portico.kernel.text import one_line
from portico.ui.mail import Letterhead
from portico.ui.nav import Link

LOGO = "logo"  # the Content-ID under which the picture travels inside the mail
PICTURES = {"image/png", "image/jpeg"}  # what mail programs draw; they do not draw SVG


@dataclass(frozen=True, slots=True)
class Letter:
    """What the recipient reads."""

    subject: str
    text: str
    html: str


def has_picture(tenant: Tenant) -> bool:
    return bool(tenant.logo_hash) and tenant.logo_type in PICTURES


def letterhead(tenant: Tenant, *, language: str) -> Letterhead:
    """The brand as `ui/mail.html` wants it; the logo travels inside, so nothing is fetched."""
    return Letterhead(
        name=tenant.name,
        colour=tenant.colour,
        logo_url=f"cid:{LOGO}" if has_picture(tenant) else "",
        address=", ".join(line.strip() for line in tenant.address.splitlines() if line.strip()),
        phone=tenant.phone,
        language=language,
        links=tuple(Link(url=one["url"], text=one["text"]) for one in tenant.legal_links),
    )


def write_letter(
    tenant: Tenant, template: str, context: dict[str, Any], *, language: str, zone: str
) -> Letter:
    """Render `<template>.subject.txt`, `.txt` and `.html` for one reader."""
    values = {"tenant": tenant, "head": letterhead(tenant, language=language), **context}
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        return Letter(
            subject=one_line(_plain(f"{template}.subject.txt", values), longest=250),
            text=_plain(f"{template}.txt", values).strip() + "\n",
            html=loader.get_template(f"{template}.html").render(values),
        )


def _plain(name: str, values: dict[str, Any]) -> str:
    """Text without HTML escapes, which nobody would undo."""
    found: Any = loader.get_template(name)  # Any: the backend's wrapper around Django's template
    return str(found.template.render(Context(values, autoescape=False)))
