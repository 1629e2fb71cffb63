"""Hang uploads on something. Called inside the action that makes that thing."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal

from ..models import StoredFile


class UnknownUpload(Refusal):
    """The form names a file that this person has not uploaded, or has used already."""


def check_own_uploads(actor: Actor, file_ids: Sequence[UUID]) -> list[StoredFile]:
    """The actor's own uploads that hang on nothing yet, in the order given."""
    found = {
        row.id: row
        for row in StoredFile.objects.filter(
            id__in=file_ids,
            uploaded_by_kind=actor.kind,
            uploaded_by_id=actor.id,
            attached_at=None,
        ).exclude(state=StoredFile.State.REFUSED)
    }
    if set(file_ids) - found.keys():
        raise _unknown()
    return [found[one] for one in dict.fromkeys(file_ids)]


def attach_files(
    actor: Actor, file_ids: Sequence[UUID], *, company_id: UUID | None
) -> list[StoredFile]:
    """Claim uploads for something of `company_id` (None: for staff's eyes only)."""
    if not file_ids:
        return []
    rows = check_own_uploads(actor, file_ids)
    loose = StoredFile.objects.loose().filter(id__in=[row.id for row in rows])
    if loose.update(attached_at=timezone.now(), company_id=company_id) < len(rows):
        raise _unknown()  # two came at once, and the other one has it
    return rows


def pass_on_files(actor: Actor, file_ids: Sequence[UUID], *, company_id: UUID) -> list[StoredFile]:
    """What the actor claimed before goes to `company_id`, whatever its inspection found since."""
    mine = StoredFile.objects.of(actor).filter(id__in=file_ids, company_id=None)
    found = {row.id: row for row in mine}
    mine.update(attached_at=timezone.now(), company_id=company_id)
    return [found[one] for one in dict.fromkeys(file_ids) if one in found]


def release_files(actor: Actor, file_ids: Sequence[UUID]) -> None:
    """What the actor claimed hangs on nothing again: the thing was taken back."""
    mine = StoredFile.objects.of(actor).filter(id__in=file_ids, company_id=None)
    mine.update(attached_at=None)


def _unknown() -> UnknownUpload:
    words = _("A file is no longer there. Remove it from the list and add it again.")
    return UnknownUpload(words, field="files")
