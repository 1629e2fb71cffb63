"""Single sign-on in the portal's menu, and on the pages about a company."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import CompanyTab, Entry, company_tab, entry

from ..permissions import MANAGE

entry(
    Entry(
        door="portal",
        slug="federation",
        url_name="portal:federation:overview",
        text=_("Single sign-on"),
        icon="log-in",
        permission=MANAGE,
        position=90,
    )
)
company_tab(
    CompanyTab(
        slug="federation",
        url_name="staff:federation:overview",
        text=_("Single sign-on"),
        permission=MANAGE,
        position=50,
    )
)
