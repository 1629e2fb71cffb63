"""What the demo's new people get: a rule or two, and a company with a usual role of its own."""

from portico.core.access.actors import Reach
from portico.core.people.models import Company
from portico.core.roles.actions.choosing import add_rule, set_company_default
from portico.core.roles.models import Role
from portico.core.settings.actions.make_tenant import DEMO

from .shapes import DemoTenant


def load_roles(demo: DemoTenant) -> None:
    """Modest, so that the pages show how it is meant."""
    roles = {role.key: role for role in Role.objects.filter(audience=Role.Audience.CONTACTS)}
    money = "buchhaltung" if demo.language == "de" else "finance"
    add_rule(DEMO, kind="title", pattern=money, role=roles["finance"])
    add_rule(
        DEMO,
        kind="group",
        pattern="Portal managers",
        role=roles["manager"],
        reach=Reach.COMPANY,
    )
    if (company := Company.objects.order_by("name", "id").first()) is not None:
        set_company_default(DEMO, company, role=roles["employee"], reach=Reach.SITE)
