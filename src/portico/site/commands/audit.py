"""Prove that the journal is whole: `verify`."""

import argparse

from portico.site.problems import CommandProblem
from portico.site.running import running


def arguments(parser: argparse.ArgumentParser) -> None:
    """One word, and maybe one tenant."""
    words = parser.add_subparsers(required=True, metavar="verify")
    verify_word = words.add_parser("verify", help="walk the hash chain of every tenant")
    verify_word.add_argument("--tenant", help="only the tenant with this short name")


def run(options: argparse.Namespace) -> int:
    """Print a line for each tenant; any finding makes the exit code 1."""
    with running():
        findings = sum(_verify(known) for known in _chosen(options.tenant))
    if findings:
        raise CommandProblem(f"{findings} findings: the journal is not as it was written.")
    return 0


def _chosen(slug: str | None) -> list[object]:
    from portico.core.tenants.making import known_tenants

    found = [one for one in known_tenants() if slug in {None, one.slug}]
    if not found:
        raise CommandProblem(f"There is no tenant called {slug}." if slug else "No tenants yet.")
    return list(found)


def _verify(known: object) -> int:
    from portico.core.journal.verify import verify
    from portico.kernel.tenancy import scope, staff_scope

    with scope(staff_scope(known.id)):  # type: ignore[attr-defined] # a Known, imported late
        verdict = verify()
    name = known.slug  # type: ignore[attr-defined] # as above
    words = "OK" if not verdict.findings else f"{len(verdict.findings)} findings"
    gone = f", {verdict.forgotten} forgotten by the rules" if verdict.forgotten else ""
    print(f"{name}: {words}; {verdict.sealed} sealed, {verdict.unsealed} not sealed yet{gone}")
    for finding in verdict.findings:
        print(f"  {finding}")
    return len(verdict.findings)
