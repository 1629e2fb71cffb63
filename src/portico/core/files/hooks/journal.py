"""Files in the log: by their names, for whoever may read them."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.journal.ports import Named, named, told

from .. import queries
from ..models import Reason


def file_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Files that the actor may open."""
    return {one.pk: Named(title=one.name) for one in queries.files(actor, ids)}


named("files.storedfile", file_names)
told(
    "files",
    fields={"file": _("File"), "name": _("Name"), "reason": _("Reason")},
    values={"reason": dict(Reason.choices).get},
)
