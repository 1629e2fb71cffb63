"""The page of choices, reached from the own account."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import OwnPage, own_page

for door in ("portal", "staff"):
    own_page(
        OwnPage(
            door=door,
            url_name=f"{door}:notices:choices",
            text=_("Notifications"),
            description=_("which e-mails you get, and how often"),
            icon="bell",
        )
    )
