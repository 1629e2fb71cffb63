"""Rows of a messages file: what was said about the tickets."""

import hashlib
from dataclasses import dataclass, field

from portico.core.settings.actions.make_tenant import IMPORT
from portico.features.tickets.actions.import_messages import MessageRow, import_messages
from portico.features.tickets.queries.imported import DeskWords

from .people import Seen
from .reading import BadRow, Habits, Input, Line
from .report import Report
from .whose import Whose, an_address

INTERNAL = ("note", "internal", "private", "intern", "notiz")
OURS = ("response", "agent", "staff", "technician", "member", "outbound", "mitarbeiter")


@dataclass(slots=True)
class Messages:
    """Takes over a messages file; the tickets must be here."""

    whose: Whose
    desk: DeskWords
    seen: Seen = field(default_factory=Seen)

    def take(self, input_: Input, lines: list[Line], report: Report) -> None:
        rows = []
        for line in lines:
            try:
                row = _message(line, self.whose.habits)
                self.seen.check(row.ref, line.number)
                rows.append(row)
            except BadRow as problem:
                report.refuse(input_.part, line.number, str(problem))
        tally = import_messages(IMPORT, rows, desk=self.desk, known=self.whose.directory)
        input_.part.count(tally)
        for number, words in tally.refused:
            report.refuse(input_.part, number, words)


def _message(line: Line, habits: Habits) -> MessageRow:
    number, body, at = line.text("number"), line.text("body"), line.moment("at", habits)
    if not number or not body or at is None:
        raise BadRow(
            "The row lacks its ticket number, its date or its text. Write what is missing."
        )
    kind, said = line.text("type").casefold(), line.yes("internal")
    return MessageRow(
        line=line.number,
        ref=habits.ref(line.text("id") or _mark(number, at.isoformat(), body)),
        ticket=habits.ref(number),
        body=body,
        at=at,
        author=line.text("author", 200),
        email=an_address(line.text("email"), lenient=True)[:200],
        is_internal=said if said is not None else any(one in kind for one in INTERNAL),
        is_ours=any(one in kind for one in OURS),
    )


def _mark(*parts: str) -> str:
    """What a message without an id is found again by."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
