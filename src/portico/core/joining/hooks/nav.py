"""Portal links in the staff menu, on each company, in the settings, and for client admins."""

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

from ..permissions import MANAGE, SET_POLICY

company_tab(
    CompanyTab(
        slug="links",
        url_name="staff:joining:company",
        text=_("Links"),
        permission=MANAGE,
        position=30,
    )
)
entry(
    Entry(
        door="staff",
        slug="links",
        url_name="staff:joining:list",
        text=_("Portal links"),
        icon="link",
        permission=MANAGE,
        position=35,
    )
)
entry(
    Entry(
        door="portal",
        slug="invite",
        url_name="portal:joining:invite",
        text=_("Invite colleagues"),
        icon="user-plus",
        permission=MANAGE,
        group=_("Your company"),
        position=310,
    )
)
setting(
    Setting(
        slug="links",
        url_name="staff:joining:policy",
        text=_("Portal links"),
        description=_("How long they may work, who may frame the join page, replace all of them."),
        icon="link",
        permission=SET_POLICY,
        position=36,
        part=Part.PORTAL,
    )
)
