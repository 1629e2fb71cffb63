"""Rows of a tickets file."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from portico.core.people.actions.import_people import Tally
from portico.core.settings.actions.make_tenant import IMPORT
from portico.features.tickets.actions.import_tickets import TicketRow, import_tickets
from portico.features.tickets.queries.imported import DeskWords

from .people import Seen
from .reading import BadRow, Habits, Input, Line
from .report import Report
from .whose import Who, Whose, who_of

HIGHEST = 10**12  # a number that is kept must leave room for those after it
NO_DATES = "The file has no date of opening; such tickets count as opened now."


class Times(NamedTuple):
    """When what happened; the last change is never before the rest."""

    opened: datetime
    updated: datetime
    responded: datetime | None
    resolved: datetime | None
    closed: datetime | None
    due: datetime | None


@dataclass(slots=True)
class Tickets:
    """Takes over a tickets file; companies and contacts that only it names are added."""

    whose: Whose
    desk: DeskWords
    seen: Seen = field(default_factory=Seen)

    def take(self, input_: Input, lines: list[Line], report: Report) -> None:
        wanted: list[tuple[Line, Who, UUID | str, Times]] = []
        for line in lines:
            try:
                number = line.text("number")
                times = self._checked(line, number, report)
                who = who_of(line, self.whose.habits)
                company = self.whose.company(who)
                self.seen.check(number, line.number)
                wanted.append((line, who, company, times))
            except BadRow as problem:
                report.refuse(input_.part, line.number, str(problem))
        input_.part.count(self._add(wanted, report))

    def _checked(self, line: Line, number: str, report: Report) -> Times:
        if not number:
            raise BadRow("The row has no ticket number. Write one; it tells tickets apart.")
        if not line.text("subject") and not line.text("body"):
            raise BadRow("The row has no subject. Write one.")
        times = times_of(line, self.whose.habits)
        if not line.text("opened"):
            report.notices[NO_DATES] += 1
        return times

    def _add(self, wanted: list[tuple[Line, Who, UUID | str, Times]], report: Report) -> Tally:
        pairs = [(who, company) for _, who, company, _ in wanted]
        report.beside["companies"] += self.whose.add_companies(pairs)
        report.beside["contacts"] += self.whose.add_contacts(pairs)
        rows = [self._row(*one) for one in wanted]
        return import_tickets(IMPORT, rows, desk=self.desk)

    def _row(self, line: Line, who: Who, company: UUID | str, times: Times) -> TicketRow:
        found, habits = self.whose.found(who, company), self.whose.habits
        names = self.whose.directory.names
        text = line.text
        return TicketRow(
            line=line.number,
            ref=habits.ref(text("number")),
            number=kept(text("number"), habits),
            subject=" ".join((text("subject") or text("body")[:120]).split()),
            body=text("body"),
            company=found.company,
            company_name=names[found.company],
            contact=found.contact,
            contact_name=names[found.contact] if found.contact else who.name,
            site=self.whose.directory.sites.get(found.contact) if found.contact else None,
            opened_at=times.opened,
            updated_at=times.updated,
            responded_at=times.responded,
            resolved_at=times.resolved,
            closed_at=times.closed,
            due_at=times.due,
            status=text("status"),
            is_closed=bool(line.yes("closed flag")) or bool(times.closed and not text("status")),
            is_answered=bool(line.yes("answered")),
            priority=text("priority"),
            kind=text("type"),
            source=text("source"),
            queue=text("queue"),
            team=text("team"),
            assignee=text("assignee"),
        )


def times_of(line: Line, habits: Habits) -> Times:
    """All dates of a row; one that cannot be read refuses it."""
    opened, updated = line.moment("opened", habits), line.moment("updated", habits)
    responded = line.moment("answered at", habits)
    resolved, closed = line.moment("resolved at", habits), line.moment("closed at", habits)
    if line.yes("closed flag") is None:  # some products write the date there
        closed = closed or line.moment("closed flag", habits)
    opened = opened or updated or closed or timezone.now()
    last = max(one for one in (opened, updated, responded, resolved, closed) if one)
    due = line.moment("due", habits, may_come=True)
    return Times(opened, last, responded, resolved, closed, due)


def kept(number: str, habits: Habits) -> int | None:
    """The number as it was, if it is one and is to be kept."""
    digits = number.lstrip("#")
    if not (habits.keep_numbers and digits.isascii() and digits.isdigit()):
        return None
    return int(digits) if 0 < int(digits[:15]) < HIGHEST and len(digits) <= 12 else None
