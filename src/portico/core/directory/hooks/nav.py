"""The client directory in the staff menu."""

from django.utils.translation import gettext_lazy

from portico.core.access.menu import CompanyTab, Entry, Part, Setting, company_tab, entry, setting
from portico.core.people.permissions import MANAGE_RULES, SEE_COLLEAGUES, VIEW

from ..permissions import MANAGE_HELP

entry(
    Entry(
        door="staff",
        slug="directory",
        url_name="staff:directory:list",
        text=gettext_lazy("Companies"),
        icon="building-2",
        permission=VIEW,
        position=30,
        key="k",
        on_phone=True,
    )
)
company_tab(
    CompanyTab(
        slug="overview",
        url_name="staff:directory:company",
        text=gettext_lazy("Overview"),
        permission=VIEW,
        position=10,
    )
)
company_tab(
    CompanyTab(
        slug="access",
        url_name="staff:directory:access_tab",
        text=gettext_lazy("Portal access"),
        permission=VIEW,
        position=20,
    )
)
COMPANY = gettext_lazy("Your company")
entry(
    Entry(
        door="portal",
        slug="company",
        url_name="portal:directory:company",
        text=gettext_lazy("Overview"),
        icon="building-2",
        group=COMPANY,
        position=300,
    )
)
entry(
    Entry(
        door="portal",
        slug="colleagues",
        url_name="portal:directory:people",
        text=gettext_lazy("People"),
        icon="users",
        permission=SEE_COLLEAGUES,
        group=COMPANY,
        position=305,
    )
)
entry(
    Entry(
        door="portal",
        slug="help",
        url_name="portal:directory:help",
        text=gettext_lazy("Help"),
        icon="circle-question-mark",
        group=gettext_lazy("Account"),
        position=95,
    )
)
setting(
    Setting(
        slug="help",
        url_name="staff:directory:help",
        text=gettext_lazy("Help for clients"),
        description=gettext_lazy("Questions and answers about the portal"),
        icon="circle-question-mark",
        permission=MANAGE_HELP,
        position=45,
        part=Part.PORTAL,
    )
)
setting(
    Setting(
        slug="membership",
        url_name="staff:directory:membership",
        text=gettext_lazy("People with several companies"),
        description=gettext_lazy("Allowed, or one company only"),
        icon="users",
        permission=MANAGE_RULES,
        position=55,
        part=Part.PORTAL,
    )
)
