"""Roles and what they may do, in words for the log."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import REGISTRY
from portico.core.journal.ports import told, told_as, told_of
from portico.core.people.models import Contact

from ..models import REACHES, Rule


def permission_words(code: str) -> str | Promise | None:
    """What a permission allows; nothing for one that an update has taken away."""
    return REGISTRY[code].label if code in REGISTRY else None


def _called(data: Mapping[str, Any]) -> str:
    return str(data.get("called", ""))


told_as("roles.granted", _called)
told_as("roles.revoked", _called)
told_of(
    "people.contact",
    "roles.granted",
    "roles.revoked",
    "roles.access_opened",
    "roles.access_closed",
    "roles.contact_left",
    "roles.contact_returned",
)
told(
    "roles",
    fields={
        "roles": _("Roles"),
        "role": _("Role"),
        "called": "",  # the role says it
        "to": _("For whom"),
        "contact": _("Contact"),
        "added": _("May now"),
        "removed": _("May no longer"),
        "permissions": _("May do"),
        "copy_of": _("Made from"),
        "fields": _("What changed"),
        "name": _("Name"),
        "description": _("What it is for"),
        "default_reach": _("Usual reach"),
        "access": _("Portal access"),
        "reason": _("Reason"),
        "quiet": _("Without a mail"),
        "successor": _("Takes over"),
        "is_delegable": _("Client admins may give it"),
        "rule": _("Rule"),
        "kind": _("Kind"),
        "pattern": _("Looks like"),
        "company": _("Company"),
        "guest": _("Guest"),
        "home": _("From"),
        "at": _("At"),
    },
    values={
        "added": permission_words,
        "removed": permission_words,
        "permissions": permission_words,
        "default_reach": dict(REACHES).get,
        "kind": dict(Rule.Kind.choices).get,
        "access": dict(Contact.Access.choices).get,
    },
)
