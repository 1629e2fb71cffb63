"""Keep the translations complete.

python -m tools.messages update     take new strings over, drop those no longer used
python -m tools.messages compile    make what Django reads
python -m tools.messages check      exit 1 when something is missing, unused or wrong
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from portico.kernel.messages import compile_messages

from .catalogue import FILE, entries, faults, is_translated, merged, read, text_of
from .extraction import found_in
from .repository import PACKAGE, ROOT, put

LOCALES = ("de",)  # English is the source
FOLDER = PACKAGE / "locale"


def main(arguments: list[str] | None = None) -> int:
    """Entry of the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.messages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS)
    return COMMANDS[parser.parse_args(arguments).command]()


def path_of(locale: str) -> Path:
    """The translator's file of a language."""
    return FOLDER / locale / FILE


def update() -> int:
    """Bring the files up to date; translations that are no longer used are printed."""
    found = list(found_in(PACKAGE, ROOT))
    for locale in LOCALES:
        old = read(path_of(locale), locale=locale)
        new = merged(found, old, locale=locale)
        put({str(path_of(locale).relative_to(ROOT)): text_of(new)}, ROOT)
        for key in entries(old).keys() - entries(new).keys():
            print(f"{locale}: no longer used: {key[0]!r} → {entries(old)[key].string!r}")
        left = sum(1 for message in entries(new).values() if not is_translated(message))
        print(f"{locale}: {len(entries(new))} strings, {left} to translate")
    return 0


def compile_all() -> int:
    """Make the files that Django reads."""
    for path in compile_messages(FOLDER):
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def check() -> int:
    """Name everything that keeps a language from being complete."""
    found = list(found_in(PACKAGE, ROOT))
    problems = [
        f"{locale}: {fault}"
        for locale in LOCALES
        for fault in sorted(faults(found, read(path_of(locale), locale=locale), locale=locale))
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


COMMANDS: dict[str, Callable[[], int]] = {
    "update": update,
    "compile": compile_all,
    "check": check,
}

if __name__ == "__main__":
    sys.exit(main())
