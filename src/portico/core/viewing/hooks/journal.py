"""Viewings in the log of both doors."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from portico.core.access.actors import Actor, Contact
from portico.core.journal.ports import Named, named, told, told_as

from .. import queries
from ..models import ViewingGrant, ViewingRule


def viewing_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Each leads to the pages that were looked at."""
    page = "portal:viewing:one" if isinstance(actor, Contact) else "staff:viewing:one"
    found = queries.viewings(actor).filter(pk__in=ids).order_by("id")
    return {
        row.pk: Named(title=_("What was looked at"), path=reverse(page, args=[row.pk]))
        for row in found
    }


def _started(data: Mapping[str, Any]) -> str:
    words = ngettext(
        "%(staff)s as %(contact)s, for at most %(n)s minute: %(reason)s",
        "%(staff)s as %(contact)s, for at most %(n)s minutes: %(reason)s",
        data["minutes"],
    )
    return words % _facts(data)


def _stopped(data: Mapping[str, Any]) -> str:
    words = ngettext(
        "%(staff)s viewed as %(contact)s for %(n)s minute: %(reason)s",
        "%(staff)s viewed as %(contact)s for %(n)s minutes: %(reason)s",
        data["minutes"],
    )
    return words % _facts(data)


def _facts(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "staff": data["staff_name"],
        "contact": data["contact_name"],
        "n": data["minutes"],
        "reason": data["reason"],
    }


named("viewing.viewinggrant", viewing_names)
told_as("viewing.started", _started)
told_as("viewing.stopped", _stopped)
told(
    "viewing",
    fields={
        "staff_name": lazy("Colleague"),
        "contact_name": lazy("Viewed as"),
        "minutes": lazy("Minutes"),
        "reason": lazy("Reason"),
        "how": lazy("Why it ended"),
        "page": lazy("Page"),
        "company": lazy("Company"),
        "mode": lazy("Viewing as a contact"),
        "tells_client": lazy("The client gets an e-mail"),
    },
    values={
        "how": dict(ViewingGrant.Ending.choices).get,
        "mode": dict(ViewingRule.Mode.choices).get,
    },
)
