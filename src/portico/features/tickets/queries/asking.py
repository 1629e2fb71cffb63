"""Who asks for help, so that the right people are invited to the portal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from portico.core.access.actors import Actor
from portico.core.people.models import Contact

from ..models import Source, Ticket, TicketReply
from .tickets import tickets


def asked_most(actor: Actor, since: datetime, most: int) -> list[tuple[UUID, int]]:
    """(contact, how often) of those without portal access who asked most."""
    found = tickets(actor).filter(opened_at__gte=since, contact__access=Contact.Access.NONE)
    rows = found.order_by().values_list("contact_id").annotate(n=Count("id"))
    return list(rows.order_by("-n", "contact_id")[:most])


def asked_since(actor: Actor, since: datetime) -> QuerySet[Ticket, Any]:  # Any: ids of contacts
    """The contacts who have asked for something since."""
    found = tickets(actor).filter(opened_at__gte=since, contact__isnull=False)
    return found.order_by().values("contact_id")


def opened_by_company(actor: Actor, since: datetime) -> dict[UUID, int]:
    """Company → how many tickets its people have opened in the portal since."""
    found = tickets(actor).filter(opened_at__gte=since, source=Source.PORTAL)
    rows = found.order_by("company_id").values_list("company_id").annotate(n=Count("id"))
    return dict(rows)


def written_by_company(actor: Actor, since: datetime) -> dict[UUID, int]:
    """Company → how many messages its people have written in the portal since."""
    mine = TicketReply.objects.filter(ticket__in=tickets(actor).values("pk"))
    found = mine.filter(by=TicketReply.By.CONTACT, source=Source.PORTAL, sent_at__gte=since)
    rows = found.order_by("company_id").values_list("company_id").annotate(n=Count("id"))
    return dict(rows)
