"""Exports as other products write them, with rows of our own."""

import csv
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from portico.kernel.csvfile import MappingFile
from portico.site.importing import fields
from portico.site.importing.reading import Habits, Input
from portico.site.importing.report import Report
from portico.site.importing.run import run_import

HABITS = Habits(zone=ZoneInfo("Europe/London"), source="csv")


def a_table(path: Path, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """A file with these columns and rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    return path


def an_input(kind: str, path: Path, *, mapping: MappingFile | None = None) -> Input:
    return Input(kind, path, getattr(fields, kind.upper()), mapping=mapping)


def imported(tenant: UUID, habits: Habits = HABITS, *, dry: bool = False, **files: Path) -> Report:
    """Take over `companies=…, contacts=…, tickets=…`."""
    inputs = [an_input(kind, path) for kind, path in files.items()]
    return run_import(tenant, inputs, habits, dry=dry)
