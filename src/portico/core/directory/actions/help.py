"""Write, change and remove what clients can read about the portal."""

from django.conf import settings
from django.utils.translation import override

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.journal.acting import action, record

from ..events import HelpChanged, HelpInstalled, HelpRemoved
from ..first_help import FIRST
from ..models import HelpEntry
from ..permissions import MANAGE_HELP


@action(MANAGE_HELP)
def install_help(actor: Actor) -> int:
    """The first entries in every language; whoever has some keeps them as they are."""
    if HelpEntry.objects.exists():
        return 0
    rows = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            rows += [
                HelpEntry(
                    language=language,
                    about=one.about,
                    question=str(one.question),
                    answer=str(one.answer),
                    position=place * 10,
                )
                for place, one in enumerate(FIRST, start=1)
            ]
    HelpEntry.objects.bulk_create(rows)
    record(actor, HelpInstalled(entries=len(rows)))
    return len(rows)


@action(MANAGE_HELP)
def add_help(
    actor: Actor, *, language: str, about: str, question: str, answer: str, position: int
) -> HelpEntry:
    """One more question."""
    entry = HelpEntry.objects.create(
        language=language, about=about, question=question, answer=answer, position=position
    )
    record(actor, HelpChanged(entry=entry.pk, question=question), on=entry)
    return entry


@action(MANAGE_HELP)
def change_help(  # noqa: PLR0913  an entry has as many parts
    actor: Actor,
    entry: HelpEntry,
    *,
    language: str,
    about: str,
    question: str,
    answer: str,
    position: int,
) -> HelpEntry:
    """What clients read from the next click on."""
    entry = HelpEntry.objects.select_for_update().get(pk=entry.pk)
    entry.language, entry.about, entry.position = language, about, position
    entry.question, entry.answer = question, answer
    entry.save()
    record(actor, HelpChanged(entry=entry.pk, question=entry.question), on=entry)
    return entry


@action(MANAGE_HELP)
def remove_help(actor: Actor, entry: HelpEntry) -> None:
    """Gone; somebody else may have been faster."""
    if not HelpEntry.objects.filter(pk=entry.pk).delete()[0]:
        raise Conflict(str(entry.question))
    record(actor, HelpRemoved(entry=entry.pk, question=entry.question))
