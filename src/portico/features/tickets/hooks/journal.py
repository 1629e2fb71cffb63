"""Tickets in logs and in the daily mail, as far as the reader may see them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.journal.ports import Named, named, told
from portico.core.tenants.queries import this_tenant

from .. import queries
from ..models import Category, Priority, Source


def ticket_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """The same rows that the reader's own list of tickets would hold."""
    door = "portal" if isinstance(actor, Contact) else "staff"
    prefix = this_tenant().ticket_prefix
    found = queries.tickets(actor).filter(pk__in=ids).order_by("id")
    return {
        pk: Named(
            title=subject,
            number=f"{prefix}{number}",
            path=reverse(f"{door}:tickets:page", args=[pk]),
        )
        for pk, number, subject in found.values_list("pk", "number", "subject")
    }


PRIORITIES: dict[Any, Any] = dict(Priority.choices)  # keys as JSON gives them back

named("tickets.ticket", ticket_names)
told(
    "tickets",
    fields={
        "ticket": _("Ticket"),
        "company": _("Company"),
        "source": _("Came from"),
        "old": _("Before"),
        "new": _("After"),
        "old_inside": _("Before, at the desk"),
        "new_inside": _("After, at the desk"),
        "category": _("Phase"),
        "by": "",
        "with_answer": "",
        "solves": "",
        "to": "",
        "to_name": _("Given to"),
        "from_name": _("Before it was"),
        "queue": _("Queue"),
        "team": _("Team"),
        "into": _("Goes on in"),
        "into_number": "",
        "source_number": "",
        "contact": _("Contact"),
        "name": _("Name"),
        "added": _("Added"),
        "changed": _("Changed"),
        "first": _("First number"),
        "last": _("Last number"),
        "replies": _("Messages"),
        "notes": _("Notes"),
        "statuses": _("Statuses"),
        "what": _("Name"),
        "status": _("Status"),
        "subject": _("Subject"),
        "body": _("Message"),
        "label_staff": _("At the desk"),
        "label_client": _("In the portal"),
        "respond": _("Minutes to answer"),
        "resolve": _("Minutes to solve"),
    },
    values={
        "source": dict(Source.choices).get,
        "category": dict(Category.choices).get,
        "old": PRIORITIES.get,
        "new": PRIORITIES.get,
    },
)
