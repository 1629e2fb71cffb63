"""Translations: turn the catalogues of a locale folder (.po) into what Django reads (.mo)."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_messages(locale_dir: Path) -> list[Path]:
    """Compile the catalogues that changed since the last time; returns the files written.

    Safe while others do the same, and a no-op in an installed package that nobody may write to.
    """
    return [_compile(catalogue) for catalogue in _stale(locale_dir)]


def _stale(locale_dir: Path) -> Iterator[Path]:
    for catalogue in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < catalogue.stat().st_mtime_ns:
            if compiled.exists() and not os.access(catalogue.parent, os.W_OK):
                continue
            yield catalogue


def _compile(catalogue: Path) -> Path:
    """Write beside the target first, so that no reader ever sees half a file."""
    compiled = catalogue.with_suffix(".mo")
    draft = compiled.with_name(f".{compiled.name}.{secrets.token_hex(4)}")
    with catalogue.open("rb") as source, draft.open("wb") as target:
        write_mo(target, read_po(source, locale=catalogue.parent.parent.name))
    draft.replace(compiled)
    return compiled
