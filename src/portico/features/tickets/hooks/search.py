"""Tickets in the search index and on its result page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.tenants.models import Tenant
from portico.engines.search.ports import Hit, Source, source

from .. import queries
from ..permissions import VIEW


def hits(actor: Actor, tenant: Tenant, words: str, top: int) -> list[Hit]:
    """The newest tickets with these words that the actor may see."""
    found = queries.search(actor, words, language=tenant.language)
    door = "portal" if isinstance(actor, Contact) else "staff"
    return [
        Hit(
            url=reverse(f"{door}:tickets:page", args=[ticket.pk]),
            title=ticket.subject,
            number=f"{tenant.ticket_prefix}{ticket.number}",
            meta=ticket.last_words,
            at=ticket.updated_at,
            icon="ticket",
        )
        for ticket in found.order_by("-updated_at", "-id")[:top]
    ]


source(
    Source(
        kind=queries.SEARCH_KIND,
        text=_("Tickets"),
        permission=VIEW,
        load=queries.documents,
        hits=hits,
    )
)
