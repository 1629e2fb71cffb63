"""What an import says at the end: what was understood, what became of the rows, what to look at."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portico.core.people.actions.import_people import Tally
from portico.kernel.csvfile import csv_lines

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not taken over, and what to do about it."""

    file: str
    line: int
    words: str


@dataclass(slots=True)
class Part:
    """One file of the import."""

    kind: str
    file: str
    used: Sequence[tuple[str, str]] = ()
    unused: Sequence[str] = ()
    absent: Sequence[str] = ()
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def count(self, tally: Tally) -> None:
        self.added += tally.added
        self.changed += tally.changed
        self.unchanged += tally.unchanged


@dataclass(slots=True)
class Report:
    """All files together; `beside` counts what came into being because tickets named it."""

    dry: bool
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)

    def refuse(self, part: Part, line: int, words: str) -> None:
        part.refused += 1
        self.problems.append(Problem(part.file, line, words))

    def lines(self) -> Iterator[str]:
        """The report as text."""
        for part in self.parts:
            yield from _of_part(part)
        for what, count in (+self.beside).items():
            yield f"Named by other rows and added: {count:,} {what}."
        if self.notices:
            yield from ("", "Worth a look:")
            yield from (f"  {count:,} × {words}" for words, count in self.notices.most_common())
        if self.problems:
            yield from ("", f"Not taken over ({len(self.problems):,}):")
            yield from (f"  {one.file}:{one.line}  {one.words}" for one in self.problems[:SHOWN])
        if len(self.problems) > SHOWN:
            yield f"  … and {len(self.problems) - SHOWN:,} more; --report FILE lists all of them."
        if self.dry:
            yield from ("", "This was a dry run: nothing has changed.")

    def write(self, path: Path) -> None:
        """Every problem as a table, to be worked off."""
        rows = [(one.file, one.line, one.words) for one in self.problems]
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(("File", "Line", "What to do"), rows))


def _of_part(part: Part) -> Iterator[str]:
    yield f"{part.kind.capitalize()} ({part.file})"
    yield "  Read:     " + ", ".join(f"{ours} ← {theirs}" for ours, theirs in part.used)
    if part.unused:
        yield "  Not used: " + ", ".join(part.unused)
    if part.absent:
        yield "  Not there: " + ", ".join(part.absent)
    yield (
        f"  {part.added:,} new, {part.changed:,} changed, "
        f"{part.unchanged:,} as they were, {part.refused:,} not taken over"
    )
