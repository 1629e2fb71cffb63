"""Write a tenant's brand stylesheet: computed from one colour, found by its hash."""

import hashlib

from portico.core.tenants.models import BrandFile, Tenant
from portico.ui.palette import css, palette

CSS = "text/css"


def keep_brand_file(*, kind: str, content: bytes) -> str:
    """Store a file of the brand once; its hash is its address."""
    name = hashlib.sha256(content).hexdigest()
    BrandFile.objects.get_or_create(hash=name, defaults={"kind": kind, "content": content})
    return name


def wear_colour(tenant: Tenant, colour: str) -> None:
    """Let the tenant's row carry `colour` and the stylesheet made of it; does not save."""
    tenant.colour = colour
    tenant.css_hash = keep_brand_file(kind=CSS, content=css(palette(colour)).encode())
