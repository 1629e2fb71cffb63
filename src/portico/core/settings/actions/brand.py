"""Change how the portal looks: name, logo, one colour, words, legal links."""

from typing import TypedDict, Unpack

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import forget_tenants
from portico.kernel.changes import change

from ..events import BrandChanged
from ..permissions import MANAGE
from ..rules.links import legal_links
from ..rules.logo import clean_logo
from ..rules.places import brand_colour
from .stylesheet import keep_brand_file, wear_colour
from .tenant import company_name, locked_tenant


class BrandData(TypedDict, total=False):
    """What can be said about a brand; `legal_links` is one link per line, as typed."""

    name: str
    portal_name: str
    colour: str
    tagline: str
    intro: str
    legal_links: str


@action(MANAGE, writes=("tenants",))
def change_brand(
    actor: Actor,
    *,
    logo: bytes | None = None,
    without_logo: bool = False,
    **values: Unpack[BrandData],
) -> Tenant:
    """Change what is given; every page and mail wears it from the next click on."""
    tenant = locked_tenant()
    changed = change(tenant, _stored(values) | _logo(logo, without_logo=without_logo))
    if "colour" in changed.after or not tenant.css_hash:
        wear_colour(tenant, tenant.colour)
    if changed:
        tenant.save(update_fields=[*changed.fields, "css_hash"])
        forget_tenants()
        fact = BrandChanged(fields=changed.fields)
        record(actor, fact, on=tenant, before=changed.before, after=changed.after)
    return tenant


def _stored(values: BrandData) -> dict[str, object]:
    """The values as columns hold them."""
    stored: dict[str, object] = dict(values)
    if "name" in values:
        stored["name"] = company_name(values["name"])
    if "colour" in values:
        stored["colour"] = brand_colour(values["colour"])
    if "legal_links" in values:
        stored["legal_links"] = legal_links(values["legal_links"])
    return stored


def _logo(content: bytes | None, *, without_logo: bool) -> dict[str, object]:
    if content is not None:
        kind, cleaned = clean_logo(content)
        return {"logo_hash": keep_brand_file(kind=kind, content=cleaned), "logo_type": kind}
    return {"logo_hash": "", "logo_type": ""} if without_logo else {}
