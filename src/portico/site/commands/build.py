"""Fold styles and scripts into the files that pages load, and compile translations.

`portico up` does it by itself when something changed; run it once where web runs without `up`.
"""

import argparse

import django

from portico.site import building
from portico.site.environment import ENV, use_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """One, for the impatient."""
    parser.add_argument("--when-stale", action="store_true", help="do nothing when nothing changed")


def run(options: argparse.Namespace) -> int:
    """Build."""
    if options.when_stale and building.is_built():
        return 0
    (ENV.home / "assets").mkdir(parents=True, exist_ok=True)
    use_settings()
    django.setup()
    building.build()
    return 0
