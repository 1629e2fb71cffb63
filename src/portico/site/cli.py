"""The command `portico`: each module in `commands/` is one word of it.

A command module has a docstring whose first line is its help, `arguments(parser)` and
`run(options) -> int`, which is the exit code. Nothing is imported before it is needed.
"""

import argparse
import sys
from ast import get_docstring, parse
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from portico.kernel.postgres.place import ClusterProblem

from .lifeline import live_with
from .problems import FAILED, INTERRUPTED, WRONG_USE, CommandProblem
from .variables import BadEnvironment

COMMANDS = Path(__file__).parent / "commands"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every expected problem is one clear sentence on stderr."""
    options = _parser().parse_args(arguments)
    if options.with_parent:
        live_with(options.with_parent)
    try:
        return _run(options.command, options.rest)
    except BadEnvironment as problem:
        return _complain(problem, WRONG_USE)
    except (ClusterProblem, CommandProblem) as problem:
        return _complain(problem, FAILED)
    except _database_problems() as problem:
        return _complain(f"The database does not answer: {problem}".strip(), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(name: str, rest: Sequence[str]) -> int:
    module = import_module(f"portico.site.commands.{_commands()[name].stem}")
    parser = argparse.ArgumentParser(prog=f"portico {name}", description=module.__doc__)
    module.arguments(parser)
    return int(module.run(parser.parse_args(rest)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico",
        description="The client portal for managed-service providers.",
        epilog=_overview(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=version("portico"))
    parser.add_argument("--with-parent", type=int, help=argparse.SUPPRESS)
    parser.add_argument("command", choices=list(_commands()), metavar="command")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _commands() -> dict[str, Path]:
    """Name → module; `import_.py` is called `import`, because Python keeps that word."""
    found = sorted(COMMANDS.glob("[a-z]*.py"))
    return {path.stem.rstrip("_").replace("_", "-"): path for path in found}


def _overview() -> str:
    lines = [f"  {name:10} {_first_line(path)}" for name, path in _commands().items()]
    return "\n".join(["commands:", *lines, "", "`portico <command> --help` tells more."])


def _first_line(path: Path) -> str:
    return (get_docstring(parse(path.read_text())) or "").partition("\n")[0]


def _database_problems() -> tuple[type[Exception], ...]:
    """Looked up only when something went wrong: both are slow to import."""
    import psycopg  # noqa: PLC0415
    from django.db.utils import OperationalError  # noqa: PLC0415

    return (psycopg.OperationalError, OperationalError)


def _complain(problem: object, code: int) -> int:
    print(f"portico: {problem}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
