"""Companies, contacts, sites and roles in the log, and what happens to settings in words."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import Permission, can
from portico.core.journal.ports import Named, Names, named, told
from portico.core.people import queries as people
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.roles import queries as roles
from portico.core.roles.permissions import MANAGE as MANAGE_ROLES

from ..queries import optional_contexts

type Seen = Callable[[Actor], QuerySet[Model]]


def _named_by(seen: Seen, page: str, permission: Permission) -> Names:
    """Rows by their names; the page is the desk's, for whoever holds its permission."""

    def names(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
        found = seen(actor).filter(pk__in=ids).order_by("id").values_list("pk", "name")
        may = isinstance(actor, Staff) and can(actor, permission)
        return {
            pk: Named(title=name, path=reverse(page, args=[pk]) if may else "")
            for pk, name in found
        }

    return names


def _part(context: str) -> str | Promise | None:
    return optional_contexts().get(context)


named("people.company", _named_by(people.companies, "staff:directory:company", VIEW))
named("people.contact", _named_by(people.contacts, "staff:directory:contact", VIEW))
named("people.site", _named_by(people.sites, "staff:directory:site", MANAGE))
named("roles.role", _named_by(roles.roles, "staff:settings:roles:role", MANAGE_ROLES))
told(
    "settings",
    fields={
        "host": _("Host name"),
        "language": _("Language"),
        "fields": _("What changed"),
        "on": _("Switched on"),
        "off": _("Switched off"),
        "name": _("Name"),
        "zone": _("Time zone"),
        "phone": _("Phone"),
        "hours": _("Hours"),
        "email": _("E-mail address"),
        "address": _("Postal address"),
        "website": _("Website"),
        "portal_name": _("Portal name"),
        "tagline": _("Line on the sign-in page"),
        "intro": _("Text below it"),
        "legal_links": _("Legal links"),
        "label": _("Text"),
        "url": _("Address"),
        "colour": _("Brand colour"),
        "css_hash": "",  # follows from the colour
        "logo_hash": _("Logo"),
        "logo_type": "",
        "ticket_prefix": _("Before ticket numbers"),
        "sign_in_minutes": _("Minutes that a sign-in link works"),
        "idle_hours": _("Hours until an unused session ends"),
        "session_days": _("Days until everybody signs in again"),
    },
    values={
        "language": dict(settings.LANGUAGES).get,
        "logo_hash": lambda _hash: _("a picture"),
        "on": _part,
        "off": _part,
    },
)
