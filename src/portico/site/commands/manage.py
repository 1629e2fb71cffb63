"""Django's own commands, for developers: `portico manage makemigrations`."""

import argparse

from portico.site.running import running

ABOUT_THE_SCHEMA = ("makemigrations", "migrate", "optimizemigration", "showmigrations")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after the word is Django's."""
    parser.add_argument("--as-owner", action="store_true", help="log in as portico_owner")
    parser.add_argument("words", nargs=argparse.REMAINDER, help="a command of Django")


def run(options: argparse.Namespace) -> int:
    """Hand over to Django."""
    word = next(iter(options.words), "")
    with running(as_owner=options.as_owner or word in ABOUT_THE_SCHEMA):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["portico manage", *options.words])
    return 0
