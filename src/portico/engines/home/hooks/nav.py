"""The first page in the menus."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import Entry, entry

for door, text in (("portal", _("Home")), ("staff", _("My day"))):
    entry(
        Entry(
            door=door,
            slug="home",
            url_name=f"{door}:home:home",
            text=text,
            icon="house",
            position=10,
            key="h",
            on_phone=True,
        )
    )
