"""Puts the demo world into the database: each MSP whole or not at all, and only once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portico.core.access.actors import Operator
from portico.core.journal.sealing import seal_some
from portico.core.settings.actions.make_tenant import Owner, furnish
from portico.core.tenants.making import known_tenants
from portico.core.tenants.models import Tenant
from portico.engines.search.actions.later import complete_later
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import ANY, writing

from .load_directory import load_directory
from .load_invitations import load_invitations
from .load_links import load_links
from .load_people import load_people
from .load_profile import load_profile
from .load_reviews import load_reviews
from .load_roles import load_roles
from .load_sign_in import load_sign_in
from .load_sign_on import load_sign_on
from .load_tickets import load_tickets
from .shapes import DemoTenant
from .world import world


def load_demo(today: datetime | None = None) -> None:
    """Make both MSPs with all they have; one that is there already is left alone."""
    there = {known.slug for known in known_tenants()}
    for demo in world(today or timezone.now()):
        if demo.host not in there:
            _load(demo)


def _load(demo: DemoTenant) -> None:
    with transaction.atomic(), writing(ANY):
        tenant = _tenant(demo)
        with scope(staff_scope(tenant.id)):
            _describe(tenant, demo)
            load_tickets(demo, load_people(demo))
            load_roles(demo)
            load_invitations(demo)
            load_links(demo)
            load_profile()
            load_sign_in()
            load_sign_on()
            load_directory(demo)
            load_reviews()
            while seal_some(everything=True):  # also what has been done by actions here
                pass
            complete_later()


def _tenant(demo: DemoTenant) -> Tenant:
    """Its owner has joined long ago, so nobody is invited."""
    owner = next(one for one in demo.staff if one.role == "owner")
    tenant = Tenant(name=demo.name, slug=demo.host, language=demo.language, zone=demo.zone)
    furnish(
        Operator(),
        tenant,
        host=f"{demo.host}.localhost",
        colour=demo.colour,
        owner=Owner(owner.name, owner.email),
        only_first=False,
    )
    return tenant


def _describe(tenant: Tenant, demo: DemoTenant) -> None:
    tenant.phone, tenant.hours, tenant.email = demo.phone, demo.hours, demo.mail_address
    tenant.website = f"https://www.{demo.domain}"
    tenant.tagline, tenant.ticket_prefix = demo.welcome, demo.number_prefix
    fields = ["phone", "hours", "email", "website", "tagline", "ticket_prefix"]
    tenant.save(update_fields=fields)
