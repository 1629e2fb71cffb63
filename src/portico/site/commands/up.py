"""Run everything: database, web and worker; Ctrl-C stops it all."""

import argparse

from portico.site.environment import ENV
from portico.site.supervisor import up


def arguments(parser: argparse.ArgumentParser) -> None:
    """One."""
    parser.add_argument("--demo", action="store_true", help="with two invented MSPs to look around")


def run(options: argparse.Namespace) -> int:
    """Until somebody stops it."""
    return up(ENV, demo=options.demo)
