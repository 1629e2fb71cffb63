"""Runs an import: portion by portion, each in a short transaction of its own.

Whatever stops it, what is committed stays, and a second run goes on: rows that are here already are
found again. A dry run does the same in one transaction, and takes it back.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Protocol
from uuid import UUID

from django.db import transaction

from portico.core.people.directory import read_directory
from portico.core.tenants.queries import reserve_numbers
from portico.features.tickets.queries.imported import read_desk_words
from portico.kernel.tenancy import scope, staff_scope

from .messages import Messages
from .people import Companies, Contacts
from .reading import Habits, Input, Line
from .report import Report
from .tickets import Tickets, kept
from .whose import Whose

type Progress = Callable[[str, int], None]


class Taker(Protocol):
    """Takes over a portion of one kind of file; what cannot be taken goes to the report."""

    def take(self, input_: Input, lines: list[Line], report: Report) -> None:
        """Inside the tenant's scope."""


def silent(kind: str, done: int) -> None:
    """Nobody is looking."""


def run_import(
    tenant: UUID,
    inputs: Iterable[Input],
    habits: Habits,
    *,
    dry: bool = False,
    progress: Progress = silent,
) -> Report:
    """Take over all files; `dry` only tells what would happen."""
    report = Report(dry)
    with _taken_back(tenant) if dry else nullcontext():
        with scope(staff_scope(tenant)):
            whose = Whose(read_directory(), habits)
            desk = read_desk_words()
        takers: dict[str, Taker] = {
            "companies": Companies(whose),
            "contacts": Contacts(whose),
            "tickets": Tickets(whose, desk),
            "messages": Messages(whose, desk),
        }
        for one in inputs:
            report.parts.append(one.part)
            if one.part.kind == "tickets" and habits.keep_numbers:
                _make_room(tenant, one, habits)
            done = 0
            for lines in one.portions(report):
                with scope(staff_scope(tenant)):
                    takers[one.part.kind].take(one, lines, report)
                done += len(lines)
                progress(one.part.kind, done)
    report.notices += desk.unknown
    return report


@contextmanager
def _taken_back(tenant: UUID) -> Iterator[None]:
    """One transaction around everything that never commits."""
    with scope(staff_scope(tenant)):
        yield
        transaction.set_rollback(True)


def _make_room(tenant: UUID, input_: Input, habits: Habits) -> None:
    """Before the first ticket gets a new number: it must not be one that a later row keeps."""
    position = input_.layout.positions["number"]
    rows = (row.cells for row in input_.file.rows() if not row.trouble)
    numbers = (kept(cells[position].strip(), habits) or 0 for cells in rows)
    if highest := max(numbers, default=0):
        with scope(staff_scope(tenant)):
            reserve_numbers("ticket", up_to=highest)
