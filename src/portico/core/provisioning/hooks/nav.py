"""User provisioning on the pages about a company, in the settings and in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import (
    CompanyTab,
    Entry,
    Part,
    Setting,
    company_tab,
    entry,
    setting,
)

from ..permissions import MANAGE

company_tab(
    CompanyTab(
        slug="provisioning",
        url_name="staff:provisioning:company",
        text=_("Provisioning"),
        permission=MANAGE,
        position=60,
    )
)
setting(
    Setting(
        slug="provisioning",
        url_name="staff:provisioning:tenant",
        text=_("User provisioning"),
        description=_("A directory that keeps the people of several companies in step."),
        icon="users",
        permission=MANAGE,
        position=60,
        part=Part.PORTAL,
    )
)
entry(
    Entry(
        door="portal",
        slug="provisioning",
        url_name="portal:provisioning:overview",
        text=_("User provisioning"),
        icon="users",
        permission=MANAGE,
        group=_("Your company"),
        position=360,
    )
)
