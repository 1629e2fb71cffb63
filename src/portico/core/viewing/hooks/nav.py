"""The switch on the settings overview, and the page about each company."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import CompanyTab, Setting, company_tab, setting
from portico.core.people.permissions import VIEW

from ..permissions import MANAGE

setting(
    Setting(
        slug="viewing",
        url_name="staff:viewing:rules",
        text=_("Viewing as a contact"),
        description=_("Whether colleagues may see the portal as a client does, and who does now."),
        icon="eye",
        permission=MANAGE,
        position=62,
    )
)
company_tab(
    CompanyTab(
        slug="viewing",
        url_name="staff:viewing:company",
        text=_("Viewing"),
        permission=VIEW,
        position=70,
    )
)
