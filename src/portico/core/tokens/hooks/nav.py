"""The own tokens: at the desk among the settings, in the portal beside the account."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import OwnPage, Part, Setting, own_page, setting
from portico.core.identity.permissions import CREATE_TOKEN as STAFF_TOKEN

from ..permissions import CREATE_TOKEN

setting(
    Setting(
        slug="tokens",
        url_name="staff:tokens:tokens",
        text=_("API tokens"),
        description=_("Let programs do what you may do."),
        icon="terminal",
        permission=STAFF_TOKEN,
        part=Part.SYSTEM,
        position=90,
    )
)
own_page(
    OwnPage(
        door="portal",
        url_name="portal:tokens:tokens",
        text=_("API tokens"),
        description=_("Let programs act for you"),
        icon="terminal",
        permission=CREATE_TOKEN,
        position=60,
    )
)
