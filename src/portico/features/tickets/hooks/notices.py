"""Tickets in the daily mail, as far as its reader may see them."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from portico.core.access.actors import Actor, Contact
from portico.core.tenants.queries import this_tenant
from portico.engines.notices.ports import Shown, shown

from .. import queries


def lines(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Shown]:
    """The same rows that the reader's own list of tickets would hold."""
    door = "portal" if isinstance(actor, Contact) else "staff"
    prefix = this_tenant().ticket_prefix
    return {
        ticket.pk: Shown(
            title=ticket.subject,
            number=f"{prefix}{ticket.number}",
            path=reverse(f"{door}:tickets:page", args=[ticket.pk]),
        )
        for ticket in queries.tickets(actor).filter(pk__in=ids).order_by("id")
    }


shown("tickets.ticket", lines)
