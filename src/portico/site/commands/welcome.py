"""Say where Portico answers, and how to sign in."""

import argparse

from portico.site.environment import ENV
from portico.site.running import running


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the environment decides."""


def run(options: argparse.Namespace) -> int:
    """Print it."""
    with running():
        from portico.site.welcome import lines

        print("\n".join(["", *lines(demo=ENV.demo), ""]), flush=True)
    return 0
