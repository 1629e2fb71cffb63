"""Companies and people among what the desk finds."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.core.access.actors import Actor
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import VIEW
from portico.core.tenants.models import Tenant

from .. import queries
from ..ports import Hit, Source, source

DIRECTORY = "staff:directory:"
FEW = 6  # more are in the directory


def company_hits(actor: Actor, tenant: Tenant, words: str, top: int) -> list[Hit]:  # noqa: ARG001
    return [_company(one) for one in queries.companies(actor, words)[:top]]


def contact_hits(actor: Actor, tenant: Tenant, words: str, top: int) -> list[Hit]:  # noqa: ARG001
    return [_contact(one) for one in queries.contacts(actor, words)[:top]]


def _company(one: Company) -> Hit:
    return Hit(
        url=reverse(f"{DIRECTORY}company", args=[one.pk]),
        title=one.name,
        meta=one.website.partition("://")[2] or one.website or one.industry,
        mark=one.get_status_display() if one.status != Company.Status.ACTIVE else "",
        icon="building",
    )


def _contact(one: Contact) -> Hit:
    return Hit(
        url=reverse(f"{DIRECTORY}contact", args=[one.pk]),
        title=one.name,
        meta=" · ".join(filter(None, (one.company.name, one.title, one.email))),
        mark=_standing(one),
        icon="user",
    )


def _standing(one: Contact) -> str:
    """Why nothing can be expected of this person, if so."""
    if one.access == Contact.Access.DISABLED:
        return one.get_access_display()
    closed = one.company.status == Company.Status.INACTIVE
    return _("Company inactive") if closed else ""


def in_directory(words: str) -> str:
    """The directory finds parts of words too, and shows all."""
    return f"{reverse(f'{DIRECTORY}list')}?{urlencode({'q': words})}"


def every_company() -> list[UUID]:
    return list(people.companies(queries.INDEXER).values_list("pk", flat=True))


def every_contact() -> list[UUID]:
    return list(people.contacts(queries.INDEXER).values_list("pk", flat=True))


source(
    Source(
        kind=queries.COMPANY,
        text=gettext_lazy("Companies"),
        permission=VIEW,
        load=queries.company_documents,
        hits=company_hits,
        names=True,
        position=10,
        top=FEW,
        more=in_directory,
        every=every_company,
    )
)
source(
    Source(
        kind=queries.CONTACT,
        text=gettext_lazy("People"),
        permission=VIEW,
        load=queries.contact_documents,
        hits=contact_hits,
        names=True,
        position=20,
        top=FEW,
        more=in_directory,
        every=every_contact,
    )
)
