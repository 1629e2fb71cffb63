"""The own profile beside the account; what clients want to change, in the staff menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portico.core.access.actors import Actor
from portico.core.access.menu import (
    Count,
    Entry,
    OwnPage,
    Part,
    Setting,
    State,
    entry,
    own_page,
    setting,
)

from ..permissions import DECIDE, SET_RULES
from ..queries import waiting


def waiting_count(actor: Actor) -> Count:
    """How many wait for somebody's word."""
    number = waiting(actor)
    words = ngettext("%(n)s change to agree to", "%(n)s changes to agree to", number)
    return Count(number, hot=number > 0, words=words % {"n": number})


def rules_state(actor: Actor) -> State:
    """How many wait."""
    count = waiting_count(actor)
    return State(words=count.words if count.number else _("nothing waits"))


own_page(
    OwnPage(
        door="portal",
        url_name="portal:profile:edit",
        text=_("Profile"),
        description=_("Your name, numbers, picture and address"),
        icon="user-pen",
        position=10,
    )
)
own_page(
    OwnPage(
        door="staff",
        url_name="staff:profile:own_picture",
        text=_("Picture"),
        description=_("Clients see it beside your name"),
        icon="user-pen",
        position=10,
    )
)
entry(
    Entry(
        door="staff",
        slug="profile",
        url_name="staff:profile:requests",
        text=_("Changes to agree to"),
        icon="user-pen",
        permission=DECIDE,
        position=34,
    )
)
setting(
    Setting(
        slug="profile-rules",
        url_name="staff:profile:rules",
        text=_("What clients change themselves"),
        description=_("At once, after approval, or not at all"),
        icon="user-pen",
        permission=SET_RULES,
        position=60,
        part=Part.PORTAL,
        state=rules_state,
    )
)
