"""Do the work that waits: mail, imports, reminders; until TERM."""

import argparse
import asyncio

from portico.site.environment import WORKER
from portico.site.running import refuse_power, running


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the environment decides."""


def run(options: argparse.Namespace) -> int:
    """Take jobs from the queue."""
    with running(process=WORKER):
        refuse_power()
        from portico.core.jobs.worker import work

        asyncio.run(work())
    return 0
