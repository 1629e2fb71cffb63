"""A ticket's life as a row of beats; what lies in the future has not happened yet."""

from dataclasses import dataclass, replace
from datetime import datetime

from .shapes import DemoChange, DemoFile, DemoNote, DemoReply, DemoTicket

STATE = {"status", "assignee", "team", "priority"}
ENDED = {"closed", "cancelled", "merged"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """Something that happened: `>` staff wrote, `<` client wrote, `!` note, or a change by name."""

    at: datetime
    what: str
    by: str
    text: str = ""
    """the words, or the new value of a change"""
    source: str = "portal"
    files: tuple[DemoFile, ...] = ()


def tell(ticket: DemoTicket, beats: list[Beat], *, now: datetime) -> DemoTicket:
    """The ticket after everything in `beats` that happened before `now`."""
    past = sorted((beat for beat in beats if beat.at <= now), key=lambda beat: beat.at)
    changes, ticket = _changes(ticket, past)
    replies = tuple(_reply(beat) for beat in past if beat.what in "<>")
    first = next((reply.at for reply in replies if reply.from_staff), None)
    return replace(
        ticket,
        replies=replies,
        notes=tuple(
            DemoNote(at=beat.at, by=beat.by, text=beat.text) for beat in past if beat.what == "!"
        ),
        changes=changes,
        first_answer_at=first,
        updated_at=max([ticket.opened_at, *(beat.at for beat in past)]),
    )


def _reply(beat: Beat) -> DemoReply:
    return DemoReply(
        at=beat.at,
        by=beat.by,
        from_staff=beat.what == ">",
        text=beat.text,
        source=beat.source,
        files=beat.files,
    )


def _changes(ticket: DemoTicket, past: list[Beat]) -> tuple[tuple[DemoChange, ...], DemoTicket]:
    found: list[DemoChange] = []
    for beat in past:
        if beat.what not in STATE:
            continue
        old = getattr(ticket, beat.what)
        if old == beat.text:
            continue
        found.append(
            DemoChange(at=beat.at, by=beat.by, what=_name(beat, old), old=old, new=beat.text)
        )
        ticket = _moved(_with(ticket, beat), beat, old)
    return tuple(found), ticket


def _with(ticket: DemoTicket, beat: Beat) -> DemoTicket:
    match beat.what:
        case "status":
            return replace(ticket, status=beat.text)
        case "assignee":
            return replace(ticket, assignee=beat.text)
        case "team":
            return replace(ticket, team=beat.text)
        case _:
            return replace(ticket, priority=beat.text)


def _name(beat: Beat, old: str) -> str:
    """Coming back from resolved has a name of its own; so has merging."""
    if beat.what == "status" and old == "resolved" and beat.text not in ENDED:
        return "reopened"
    return "merged" if beat.text == "merged" else beat.what


def _moved(ticket: DemoTicket, beat: Beat, old: str) -> DemoTicket:
    """The moments that follow from a new status."""
    if beat.what != "status":
        return ticket
    if beat.text == "resolved":
        return replace(ticket, resolved_at=beat.at)
    if beat.text in ENDED:
        return replace(ticket, closed_at=beat.at)
    if old == "resolved":
        return replace(ticket, resolved_at=None, reopened=ticket.reopened + 1)
    return ticket
