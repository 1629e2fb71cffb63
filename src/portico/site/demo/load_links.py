"""Portal links of the demo: one that works, one that ends soon, one that has ended, who waits."""

from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import Reach
from portico.core.joining.models import JoinRequest, Mode, PortalLink, PortalLinkUse
from portico.core.people.models import Company
from portico.core.roles.models import Role

from .shapes import DemoTenant

STORIES = ((60, 30, 3), (83, 7, 1), (120, -30, 2))  # days since, days left, people who joined
PEOPLE = (("Robin Vale", "robin.vale@gmail.example"), ("Kim Hartley", "kim@freelance.example"))


def load_links(demo: DemoTenant) -> None:
    """Nobody knows the tokens of these, so none of them leads in."""
    now, role = timezone.now(), Role.objects.get(key="employee")
    owner = next(one.name for one in demo.staff if one.role == "owner")
    companies = list(Company.objects.order_by("name", "id")[: len(STORIES)])
    made = []
    for company, (since, left, uses) in zip(companies, STORIES, strict=False):
        row = PortalLink(
            company=company,
            start=f"ptl_{company.pk.hex[-6:]}",
            role=role,
            reach=Reach.OWN.value,
            mode=Mode.DOMAINS,
            domains=[f"{company.name.split()[0].lower()}.example"],
            uses=uses,
            created_at=now - timedelta(days=since),
            created_by_kind="staff",
            created_by_name=owner,
            expires_at=now + timedelta(days=left),
        )
        row.save(force_insert=True)
        made.append(row)
    for (name, email), link in zip(PEOPLE, made, strict=False):
        _waits(link, name, email)


def _waits(link: PortalLink, name: str, email: str) -> None:
    """Somebody proved a mailbox that is not of the company."""
    at = timezone.now() - timedelta(hours=3)
    JoinRequest.objects.create(
        link=link,
        company_id=link.company_id,
        email=email,
        name=name,
        step=JoinRequest.Step.WAITING,
        why="domain",
        role=link.role,
        reach=link.reach,
        created_at=at,
    )
    for kind in (PortalLinkUse.Kind.OPENED, PortalLinkUse.Kind.WAITING):
        PortalLinkUse.objects.create(
            link=link, company_id=link.company_id, kind=kind, email=email, at=at
        )
