"""The PIN beside the own account and one tap away, and the rules among the settings."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import OwnPage, Setting, own_page, setting

from ..permissions import MANAGE

own_page(
    OwnPage(
        door="portal",
        url_name="portal:verification:pin",
        text=_("Support PIN"),
        description=_("Six digits with which we know that it is you, and how you know us."),
        icon="shield-check",
        position=30,
        at_hand=True,
    )
)
setting(
    Setting(
        slug="verification",
        url_name="staff:verification:demands",
        text=_("Identity checks"),
        description=_("Which requests need one, and what to say when it fails."),
        icon="shield-check",
        permission=MANAGE,
        position=64,
    )
)
