"""Readers choose what they hear: on their page, or with the link in a mail."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.identity.who import own_id
from portico.core.journal.acting import action, record

from .. import queries
from ..events import NoticeResumed, NoticesChosen, NoticeStopped
from ..models import Choice
from ..permissions import CHOOSE, STOP
from ..ports import NOTICES, Pace, Person
from ..queries.links import DIGEST, Wish


class NotYours(Refusal):
    """A type that does not reach this person."""

    def __init__(self) -> None:
        super().__init__(_("These e-mails are not for you. Reload the page and choose again."))


@action(CHOOSE)
def choose_notices(actor: Actor, *, chosen: Mapping[str, Pace]) -> None:
    """Keep what the person wants; what stays as it is writes nothing."""
    mine, reader = queries.notices_for(actor), own_id(actor)
    before = queries.choices_of(reader, mine)
    if chosen.keys() - before.keys():
        raise NotYours
    changed = {code: pace for code, pace in chosen.items() if pace is not before[code]}
    if not changed:
        return
    _keep(reader, changed)
    record(
        actor,
        NoticesChosen(reader=reader, notices=sorted(changed)),
        before={code: before[code].value for code in changed},
        after={code: pace.value for code, pace in changed.items()},
    )


@action(STOP)
def stop_by_mail(actor: Actor, wish: Wish) -> None:
    """The link in a mail: nothing of this type comes any more. Twice changes nothing more."""
    person, codes = _meant(wish)
    before = queries.choices_of(wish.reader, [NOTICES[code] for code in codes])
    changed = {code: Pace.OFF for code in codes if before[code] is not Pace.OFF}
    if changed:
        _keep(wish.reader, changed)
        record(actor, NoticeStopped(reader=wish.reader, notices=sorted(changed)), on=person)


@action(STOP)
def resume_by_mail(actor: Actor, wish: Wish) -> None:
    """A slip of the finger: they come again, at once."""
    person, codes = _meant(wish)
    before = queries.choices_of(wish.reader, [NOTICES[code] for code in codes])
    changed = {code: Pace.AT_ONCE for code in codes if before[code] is Pace.OFF}
    if changed:
        _keep(wish.reader, changed)
        record(actor, NoticeResumed(reader=wish.reader, notices=sorted(changed)), on=person)


def _meant(wish: Wish) -> tuple[Person, list[str]]:
    """Who it is, and which types: the one, or those that come in the daily mail."""
    person = queries.person(wish.reader)
    if person is None or wish.notice not in {*NOTICES, DIGEST}:
        raise NotVisible("reader")
    if wish.notice != DIGEST:
        return person, [wish.notice]
    paces = queries.choices_of(wish.reader, NOTICES.values())
    return person, [code for code, pace in paces.items() if pace is Pace.DAILY]


def _keep(reader: UUID, changed: Mapping[str, Pace]) -> None:
    for code, pace in changed.items():
        values = {"mail": pace.value, "changed_at": timezone.now()}
        Choice.objects.update_or_create(reader_id=reader, notice=code, defaults=values)


__all__ = ["NotYours", "choose_notices", "resume_by_mail", "stop_by_mail"]
