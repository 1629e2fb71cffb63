"""Tickets in the search index and on its result page."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.tenants.models import Tenant
from portico.engines.search.ports import Hit, Source, source
from portico.ui.rows import addresses

from .. import queries
from ..permissions import VIEW


def hits(actor: Actor, tenant: Tenant, words: str, top: int) -> list[Hit]:
    """The newest tickets with these words that the actor may see."""
    found = queries.search(actor, words, language=tenant.language)
    newest = found.order_by("-updated_at", "-id")[:top]
    address = addresses(f"{'portal' if isinstance(actor, Contact) else 'staff'}:tickets:page")
    return [
        Hit(
            url=address(ticket),
            title=subject,
            number=f"{tenant.ticket_prefix}{number}",
            meta=last_words,
            at=at,
            icon="ticket",
        )
        for ticket, subject, number, last_words, at in newest.values_list(
            "id", "subject", "number", "last_words", "updated_at"
        )
    ]


source(
    Source(
        kind=queries.SEARCH_KIND,
        text=_("Tickets"),
        permission=VIEW,
        load=queries.documents,
        hits=hits,
        layout=2,  # with the names of requester and company
    )
)
