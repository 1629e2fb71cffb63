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
    """The link in a mail: nothing of this type comes any more. Twice changes nothing more.

    How it came until now is kept, in case it was a slip of the finger.
    """
    person, paces = _meant(wish)
    running = {code: pace for code, pace in paces.items() if _is_meant(wish, pace)}
    if running:
        _keep(wish.reader, dict.fromkeys(running, Pace.OFF), before=running)
        record(actor, NoticeStopped(reader=wish.reader, notices=sorted(running)), on=person)


@action(STOP)
def resume_by_mail(actor: Actor, wish: Wish) -> bool:
    """A slip of the finger: they come again as they came before; whether anything comes now."""
    person, paces = _meant(wish)
    stopped = queries.stopped_by_link(wish.reader)
    off = [code for code, pace in paces.items() if pace is Pace.OFF]
    if wish.notice == DIGEST:
        changed = {code: Pace.DAILY for code in off if stopped.get(code) is Pace.DAILY}
    else:
        changed = {code: stopped.get(code, Pace.AT_ONCE) for code in off}
    if changed:
        _keep(wish.reader, changed)
        record(actor, NoticeResumed(reader=wish.reader, notices=sorted(changed)), on=person)
    return bool(changed) or any(_is_meant(wish, pace) for pace in paces.values())


def _meant(wish: Wish) -> tuple[Person, dict[str, Pace]]:
    """Who it is, and how the type comes; for the daily mail all types, as each may be in it."""
    person = queries.person(wish.reader)
    if person is None or wish.notice not in {*NOTICES, DIGEST}:
        raise NotVisible("reader")
    types = NOTICES.values() if wish.notice == DIGEST else [NOTICES[wish.notice]]
    return person, queries.choices_of(wish.reader, types)


def _is_meant(wish: Wish, pace: Pace) -> bool:
    """Would a mail with this link have brought something of this pace?"""
    return pace is Pace.DAILY if wish.notice == DIGEST else pace is not Pace.OFF


def _keep(
    reader: UUID, changed: Mapping[str, Pace], *, before: Mapping[str, Pace] | None = None
) -> None:
    for code, pace in changed.items():
        was = before[code].value if before else ""
        values = {"mail": pace.value, "mail_before": was, "changed_at": timezone.now()}
        Choice.objects.update_or_create(reader_id=reader, notice=code, defaults=values)


__all__ = ["NotYours", "choose_notices", "resume_by_mail", "stop_by_mail"]
