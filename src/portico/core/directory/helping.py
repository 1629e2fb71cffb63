"""Reading the help for clients."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, can
from portico.core.tenants.queries import this_tenant

from .models import HelpEntry
from .permissions import MANAGE_HELP


def help_entries(actor: Actor) -> QuerySet[HelpEntry]:
    """Clients read all of it; at the desk, who writes it."""
    if isinstance(actor, Contact) or can(actor, MANAGE_HELP):
        return HelpEntry.objects.order_by("language", "position", "id")
    return HelpEntry.objects.none()


def help_entry(actor: Actor, entry_id: UUID) -> HelpEntry:
    if (found := help_entries(actor).filter(pk=entry_id).first()) is None:
        raise NotVisible("help")
    return found


def help_for(actor: Actor, *, about: str = "") -> list[HelpEntry]:
    """In the reader's language, else in the portal's; what the page is about comes first."""
    known = list(help_entries(actor)[:400])
    wanted = (get_language() or "").partition("-")[0]
    mine = [one for one in known if one.language.partition("-")[0] == wanted]
    found = mine or [one for one in known if one.language == this_tenant().language] or known
    return sorted(found, key=lambda one: one.about != about) if about else found
