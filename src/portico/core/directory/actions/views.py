"""Keep a way of looking at the directory, and forget it again; a colleague's own matter."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.journal.acting import action
from portico.core.people.permissions import VIEW
from portico.kernel.text import one_line

from ..models import SavedView

MOST = 20


@action(VIEW)  # not recorded: it changes nothing but one colleague's own list
def save_view(actor: Actor, *, name: str, query: str) -> SavedView:
    """The same name again is the same view, with another content."""
    if not isinstance(actor, Staff):
        raise NotVisible("view")
    if not (title := one_line(name, longest=60)):
        raise Refusal(_("Write a name."), field="name")
    known = SavedView.objects.filter(staff_id=actor.id)
    if known.exclude(name=title).count() >= MOST:
        raise Refusal(_("That are many views already. Remove one first."), field="name")
    view, _made = SavedView.objects.update_or_create(
        staff_id=actor.id, name=title, defaults={"query": query[:500]}
    )
    return view


@action(VIEW)  # not recorded: see above
def forget_view(actor: Actor, *, view_id: UUID) -> None:
    """Only one's own."""
    if not SavedView.objects.filter(staff_id=actor.id, pk=view_id).delete()[0]:
        raise NotVisible("view")
