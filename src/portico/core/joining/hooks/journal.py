"""Portal links and requests in the log, in words."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.access.actors import Actor, Contact
from portico.core.journal.ports import Named, named, told, told_of

from .. import queries
from ..words import REASONS

type Words = dict[Any, Any]  # keys as JSON gives them back, words that are translated later

MAILS: Words = {
    "invitation": _("invitation"),
    "reminder": _("reminder"),
    "renewed": _("new link in place of an ended one"),
    "apology": _("new link with an apology"),
}


def link_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Links by their first characters, for whoever may see them."""
    found = queries.links(actor).filter(pk__in=ids).order_by("id")
    inside = not isinstance(actor, Contact)
    return {
        one.pk: Named(
            title=f"{one.start}…",
            path=reverse("staff:joining:link", args=[one.pk]) if inside else "",
        )
        for one in found
    }


def request_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    found = queries.requests(actor).filter(pk__in=ids).order_by("id")
    return {one.pk: Named(title=one.email) for one in found}


def campaign_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    found = queries.campaigns(actor).filter(pk__in=ids)
    return {
        one.pk: Named(title=one.name, path=reverse("staff:joining:campaign", args=[one.pk]))
        for one in found
    }


named("joining.portallink", link_names)
named("joining.joinrequest", request_names)
named("joining.campaign", campaign_names)
told_of("people.contact", "joining.joined")
told(
    "joining",
    fields={
        "link": _("Link"),
        "start": _("Begins with"),
        "role": _("Role"),
        "until": _("Works until"),
        "what": pgettext_lazy("mail", "What"),
        "to": _("To"),
        "by": _("Followed by"),
        "hours": _("Hours of grace"),
        "reason": _("Reason"),
        "contact": _("Contact"),
        "approved": _("Somebody said yes"),
        "request": _("Request"),
        "people": _("People"),
        "fields": _("What changed"),
        "usual_days": _("Usual days"),
        "most_days": _("Most days"),
        "origins": _("Sites that may frame the join page"),
        "campaign": _("Links for many companies"),
        "companies": _("Companies"),
        "company": _("Company"),
        "other": _("Other company"),
        "undone": _("Undone"),
    },
    values={"reason": REASONS.get, "what": MAILS.get},
)
