"""A new client: the company, its first site and its main contact, all of it or none of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action
from portico.core.people.actions.companies import AboutCompany, add_company
from portico.core.people.actions.contacts import AboutContact, add_contact
from portico.core.people.actions.sites import add_site
from portico.core.people.models import Company
from portico.core.people.permissions import MANAGE

from ..queries import company_at


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a client begins with besides its own data; without a name, without that row."""

    site: str = ""
    address: str = ""
    contact: str = ""
    about: AboutContact = field(default_factory=AboutContact)


class KnownAlready(Refusal):
    """Another company is at home at this domain."""

    def __init__(self, company: Company) -> None:
        words = _(
            "%(name)s has this domain already. Add to that company instead, or say below that "
            "this is another one."
        )
        super().__init__(words % {"name": company.name}, field="website")


@action(MANAGE)  # not recorded here: company, site and contact each are
def add_client(
    actor: Actor,
    *,
    name: str,
    beginning: Beginning,
    is_another: bool = False,
    **about: Unpack[AboutCompany],
) -> Company:
    """`is_another` takes a second company with the same domain, such as a branch."""
    places = (about.get("website", ""), beginning.about.get("email", ""))
    if not is_another and (twin := company_at(actor, *places)):
        raise KnownAlready(twin)
    company = add_company(actor, name=name, **about)
    site = None
    if beginning.site:
        with _told_at(name="site_name"):
            site = add_site(actor, company, name=beginning.site, address=beginning.address)
    if beginning.contact:
        with _told_at(name="contact_name", email="contact_email"):
            given = AboutContact(**{**beginning.about, "site": site, "is_primary": True})
            add_contact(actor, company, name=beginning.contact, **given)
    return company


@contextmanager
def _told_at(**fields: str) -> Iterator[None]:
    """Under the names that these fields have beside the company's own."""
    try:
        yield
    except Refusal as no:
        no.field = fields.get(no.field or "", no.field)
        raise
