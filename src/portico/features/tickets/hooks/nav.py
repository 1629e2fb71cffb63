"""Tickets in the menus."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portico.core.access.actors import Actor
from portico.core.access.menu import (
    Beside,
    Count,
    Entry,
    Setting,
    beside_company,
    entry,
    setting,
)

from .. import queries
from ..permissions import MANAGE, VIEW


def waiting_for_contact(actor: Actor) -> Count:
    """How many of the contact's tickets wait for the client."""
    number = queries.how_many_wait(actor)
    words = ngettext(
        "%(n)s ticket waits for your answer", "%(n)s tickets wait for your answer", number
    )
    return Count(number, hot=True, words=words % {"n": number})


def waiting_for_desk(actor: Actor) -> Count:
    """How many tickets wait for us: as many as the desk's view of this name shows."""
    number = queries.how_many_wait(actor)
    words = ngettext(
        "%(n)s ticket waits for our answer", "%(n)s tickets wait for our answer", number
    )
    return Count(number, words=words % {"n": number})


entry(
    Entry(
        door="portal",
        slug="tickets",
        url_name="portal:tickets:list",
        text=_("Tickets"),
        icon="ticket",
        permission=VIEW,
        position=20,
        key="t",
        on_phone=True,
        count=waiting_for_contact,
    )
)
entry(
    Entry(
        door="staff",
        slug="tickets",
        url_name="staff:tickets:list",
        text=_("Tickets"),
        icon="ticket",
        permission=VIEW,
        position=20,
        key="t",
        on_phone=True,
        count=waiting_for_desk,
    )
)
setting(
    Setting(
        slug="tickets",
        url_name="staff:tickets:words",
        text=_("Statuses and queues"),
        description=_("What a ticket can be, in your words and in your clients' words."),
        icon="list-checks",
        permission=MANAGE,
        position=40,
    )
)
beside_company(
    Beside(
        url_name="staff:tickets:list",
        text=_("Tickets"),
        icon="ticket",
        permission=VIEW,
        position=20,
    )
)
