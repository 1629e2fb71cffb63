"""Portal links of each client, with everything that may hang on one."""

from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import System
from portico.core.joining.actions.campaign import Plan, run_a_few, start_campaign
from portico.core.joining.actions.links import About, create_link
from portico.core.joining.actions.send import send_link
from portico.core.joining.models import JoinRequest, MembershipMove, PortalLinkUse
from portico.core.people.models import Company, Contact
from portico.core.roles.models import Role
from portico.kernel.writes import writing

SYSTEM = System("tests")


def add_links(*contacts: Contact) -> None:
    """A link for the company of each, sent to somebody, used, and asked about."""
    role = Role.objects.get(key="employee")
    for contact in contacts:
        _links_of(contact, role)
    companies = [one.company for one in contacts]
    plan = Plan(name="Launch", days=30, role=role, sends=True)
    many = start_campaign(SYSTEM, companies, plan=plan, confirmed=len(companies))
    run_a_few(SYSTEM, campaign_id=many.pk)


def _links_of(contact: Contact, role: Role) -> None:
    company: Company = contact.company
    about = About(until=timezone.now() + timedelta(days=30), role=role, display_name=company.name)
    link = create_link(SYSTEM, company, about=about).row
    send_link(SYSTEM, link, to=["new@client.example"])
    now = timezone.now()
    with writing("joining"):
        PortalLinkUse.objects.create(
            link=link,
            company=company,
            kind=PortalLinkUse.Kind.OPENED,
            at=now,
            network="10.0.0.0/24",
        )
        JoinRequest.objects.create(
            link=link,
            company=company,
            email="waits@client.example",
            name="Wanda Waits",
            step=JoinRequest.Step.WAITING,
            role=role,
            created_at=now,
        )
        MembershipMove.objects.create(
            was=contact, became=contact, made_contact=False, at=now, by="Tess Technician"
        )
