"""Single sign-on in the portal's menu, and on the pages about a company."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import CompanyTab, Entry, Setting, company_tab, entry, setting

from ..permissions import MANAGE, MANAGE_STAFF

entry(
    Entry(
        door="portal",
        slug="federation",
        url_name="portal:federation:overview",
        text=_("Single sign-on"),
        icon="log-in",
        permission=MANAGE,
        group=_("Your company"),
        position=350,
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
setting(
    Setting(
        slug="colleagues_sign_on",
        url_name="staff:federation:colleagues",
        text=_("Single sign-on for colleagues"),
        description=_("Let colleagues sign in with the account they have at work."),
        icon="log-in",
        permission=MANAGE_STAFF,
        position=25,
    )
)
