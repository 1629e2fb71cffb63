"""Take over companies, contacts and tickets from CSV files of another product: `csv`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portico.site.problems import CommandProblem
from portico.site.running import running

if TYPE_CHECKING:
    from portico.kernel.csvfile import MappingFile
    from portico.site.importing.reading import Habits, Input

KINDS = ("companies", "contacts", "tickets", "messages")


def arguments(parser: argparse.ArgumentParser) -> None:
    """One word, at least one file."""
    words = parser.add_subparsers(required=True, metavar="csv")
    word = words.add_parser("csv", help="read CSV exports; may be run again at any time")
    word.add_argument("--tenant", required=True, help="the tenant's short name")
    for kind in KINDS:
        word.add_argument(f"--{kind}", type=Path, metavar="FILE")
    word.add_argument(
        "--mapping",
        action="append",
        default=[],
        metavar="FILE",
        help="what columns and words mean; with several files: --mapping tickets=FILE",
    )
    word.add_argument("--dry-run", action="store_true", help="only tell what would happen")
    word.add_argument("--report", type=Path, metavar="FILE", help="write every problem to a table")
    word.add_argument("--zone", help="the zone of dates without one (default: the tenant's)")
    word.add_argument("--day-first", action="store_true", help="04/03/2024 is the 4th of March")
    word.add_argument("--keep-numbers", action="store_true", help="tickets keep free numbers")
    word.add_argument("--company", default="", metavar="NAME", help="of rows that lead to none")
    word.add_argument(
        "--source", default="csv", help="stands before the references (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Refused rows are told with their line; the others are taken over. Exit code 0."""
    with running():
        from portico.core.access.permissions import Refusal
        from portico.core.settings.actions.operate import tenant_named
        from portico.site.importing.run import run_import

        try:
            tenant = tenant_named(options.tenant).id
        except Refusal as no:
            raise CommandProblem(str(no.words)) from no
        inputs = _inputs(options)
        report = run_import(
            tenant, inputs, _habits(tenant, options), dry=options.dry_run, progress=_progress
        )
        print("\r", end="")
        for line in report.lines():
            print(line)
        if options.report:
            report.write(options.report)
    return 0


def _inputs(options: argparse.Namespace) -> "list[Input]":
    """Looks at all files before the first row is taken; people come first, messages last."""
    from portico.site.importing import fields
    from portico.site.importing.reading import Input

    paths = {kind: getattr(options, kind) for kind in KINDS if getattr(options, kind)}
    if not paths:
        raise CommandProblem(
            "Name at least one file: --companies, --contacts, --tickets or --messages."
        )
    mappings = _mappings(options.mapping, [*paths])
    return [
        Input(kind, path, getattr(fields, kind.upper()), mapping=mappings.get(kind))
        for kind, path in paths.items()
    ]


def _mappings(wanted: list[str], kinds: list[str]) -> "dict[str, MappingFile]":
    from portico.kernel.csvfile import MappingProblem, read_mapping

    found = {}
    for text in wanted:
        kind, named, path = text.rpartition("=")
        if not named and len(kinds) > 1:
            raise CommandProblem(f"Say which file it is for: --mapping {kinds[-1]}={text}")
        if named and kind not in kinds:
            raise CommandProblem(f"There is no file of {kind} for the mapping {path}.")
        try:
            found[kind or kinds[0]] = read_mapping(Path(path))
        except (MappingProblem, OSError) as problem:
            raise CommandProblem(f"{path}: {problem}") from problem
    return found


def _habits(tenant: UUID, options: argparse.Namespace) -> "Habits":
    from portico.core.tenants.queries import this_tenant
    from portico.kernel.tenancy import scope, staff_scope
    from portico.site.importing.reading import Habits

    with scope(staff_scope(tenant)):
        zone = options.zone or this_tenant().zone
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise CommandProblem(
            f"There is no zone {zone}. Write for example Europe/London."
        ) from problem
    return Habits(
        zone=known,
        source=options.source,
        day_first=options.day_first,
        keep_numbers=options.keep_numbers,
        company=" ".join(options.company.split()),
    )


def _progress(kind: str, done: int) -> None:
    print(f"\r{done:,} {kind}", end="", flush=True)
