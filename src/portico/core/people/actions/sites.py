"""Add sites, and change them."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.changes import change
from portico.kernel.postgres.conflicts import refusing

from ..events import SiteAdded, SiteChanged
from ..models import Company, Site
from ..permissions import MANAGE
from ..rules import a_name


class AboutSite(TypedDict, total=False):
    """What can be said about a site."""

    name: str
    address: str
    zone: str


class SiteExists(Refusal):
    """The company has a site of this name."""

    def __init__(self) -> None:
        super().__init__(_("This company has a site with this name already."), field="name")


TAKEN = "people_site_name"


@action(MANAGE)
def add_site(
    actor: Actor, company: Company, *, name: str, address: str = "", zone: str = ""
) -> Site:
    """One more place where the company works."""
    with refusing({TAKEN: SiteExists()}):
        site = Site.objects.create(company=company, name=a_name(name), address=address, zone=zone)
    fact = SiteAdded(site=site.id, company=company.id)
    record(actor, fact, on=site, after={"name": site.name})
    return site


@action(MANAGE)
def change_site(actor: Actor, site: Site, **values: Unpack[AboutSite]) -> Site:
    """Change what is given and leave the rest."""
    site = Site.objects.select_for_update().get(pk=site.pk)
    if "name" in values:
        values["name"] = a_name(values["name"])
    if not (changed := change(site, values)):
        return site
    with refusing({TAKEN: SiteExists()}):
        site.save(update_fields=changed.fields)
    fact = SiteChanged(site=site.id, company=site.company_id, fields=changed.fields)
    record(actor, fact, on=site, before=changed.before, after=changed.after)
    return site
