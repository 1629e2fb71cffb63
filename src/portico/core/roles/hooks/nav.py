"""Where the roles of new people stand: on the settings overview and beside a company."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import Beside, Setting, beside_company, setting

from ..permissions import MANAGE, VIEW

setting(
    Setting(
        slug="roles-defaults",
        url_name="staff:roles:defaults",
        text=_("Roles for new people"),
        description=_("What is usual, rules by address, title or group, and a place to try them."),
        icon="route",
        permission=VIEW,
        position=45,
    )
)
beside_company(
    Beside(
        url_name="staff:roles:defaults",
        text=_("Roles for new people"),
        icon="shield-check",
        permission=MANAGE,
        position=90,
    )
)
