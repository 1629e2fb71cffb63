"""Load the demo into an empty installation: two invented MSPs with two years of history."""

import argparse

from portico.site.running import running


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """Load what is missing of it."""
    with running():
        from portico.site.demo.load import load_demo

        load_demo()
    return 0
