"""Fill a tenant of its own with as much as a real MSP has, for measuring: tiers S, M, L and XL."""

import argparse

import psycopg

from portico.site.database import owner_url
from portico.site.environment import ENV
from portico.site.running import running


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--tier", choices=["S", "M", "L", "XL"], required=True)
    parser.add_argument("--tickets", type=int, help="so many instead of the tier's year")
    parser.add_argument("--companies", type=int, help="so many instead of the tier's")


def run(options: argparse.Namespace) -> int:
    """Seed; a second call only adds what is missing."""
    with running():
        from portico.site.demo.seed import seed

        made = seed(
            options.tier, tickets=options.tickets, companies=options.companies, progress=_progress
        )
        _tidy()
    print(f"\nhttp://{made.host}:{ENV.port}/ has {made.tickets} tickets.")
    print(f"  employee    {made.employee}")
    print(f"  manager     {made.manager}")
    print(f"  technician  {made.technician}")
    print(f"  2,000 notes on #{made.busy_ticket}")
    return 0


def _progress(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} tickets", end="", flush=True)


def _tidy() -> None:
    """The planner must know how much there is now; only the owner of the tables may tell it."""
    if ENV.embedded or ENV.database_owner_url:
        with psycopg.connect(owner_url(ENV), autocommit=True) as owner:
            owner.execute("VACUUM (ANALYZE)")
