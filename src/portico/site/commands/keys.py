"""The master key: `status`, `rotate`, `confirm-backup`."""

import argparse
from pathlib import Path

from portico.site.environment import ENV
from portico.site.problems import CommandProblem
from portico.site.running import running


def arguments(parser: argparse.ArgumentParser) -> None:
    """One word each."""
    words = parser.add_subparsers(required=True, metavar="status|rotate|confirm-backup")
    words.add_parser("status", help="which keys there are").set_defaults(action=status)
    words.add_parser("rotate", help="make a new master key, and use it").set_defaults(action=rotate)
    confirm = words.add_parser("confirm-backup", help="say that a copy is kept elsewhere")
    confirm.add_argument("copy", nargs="?", type=Path, help="the copy, to be compared")
    confirm.set_defaults(action=confirm_backup)


def run(options: argparse.Namespace) -> int:
    """Do that word; a key that does not fit is told in one sentence."""
    with running():
        from portico.core.tenants.vault import KeyProblem

        try:
            options.action(options)
        except KeyProblem as problem:
            raise CommandProblem(str(problem)) from problem
    return 0


def status(options: argparse.Namespace) -> None:
    """Nothing of it is secret."""
    from portico.core.tenants.vault import key_status

    found = key_status()
    print(f"Master key {found.current} of {found.source}, fingerprint {found.fingerprint}.")
    print(f"Keys of tenants: {sum(found.wrapped.values())}; under an older one: {found.behind}.")
    print(f"A copy elsewhere is {'' if found.is_copy_confirmed else 'not '}confirmed.")


def rotate(options: argparse.Namespace) -> None:
    """Without downtime: running processes notice by themselves."""
    from portico.core.tenants.vault import rotate as rotate_keys

    count = rotate_keys()
    print(f"Wrapped the keys of {count} tenants anew. Copy {ENV.kek_file} to a safe place, then")
    print("run `portico keys confirm-backup`. Keep the old copy as long as its backups.")


def confirm_backup(options: argparse.Namespace) -> None:
    """Compare a given copy with the key in use."""
    from portico.core.tenants.vault import confirm_copy

    if not confirm_copy(options.copy):
        raise CommandProblem(f"{options.copy} is not a copy of the key that is in use.")
    print("Good. `portico check` asks again after the next rotation.")
