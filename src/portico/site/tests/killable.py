"""A worker for tests, with jobs that can be caught in the middle; its patience is short.

`python -m portico.site.tests.killable <folder>`: a job writes `began.<number>` there, waits for
`go`, then writes `done.<number>`.
"""

import asyncio
import sys
import time
from pathlib import Path

from portico.site.running import running

FOLDER = Path(sys.argv[-1])


def main() -> None:
    """Work until it is killed."""
    with running():
        from portico.core.jobs import worker  # noqa: PLC0415  needs Django

        _declare()
        worker.HEARTBEAT, worker.STALLED_AFTER, worker.LOOK_EVERY = 0.5, 3.0, 0.5
        asyncio.run(worker.work())


def _declare() -> None:
    from portico.core.jobs.job import JOBS, Job, Patience  # noqa: PLC0415  needs Django

    for name, tries in (("tests.patient", 8), ("tests.once_only", 1)):
        JOBS[name] = Job(name, _doze, patience=Patience(tries=tries))


def _doze() -> None:
    began = len(list(FOLDER.glob("began.*")))
    (FOLDER / f"began.{began}").touch()
    while not (FOLDER / "go").exists():
        time.sleep(0.02)
    (FOLDER / f"done.{began}").touch()


if __name__ == "__main__":
    main()
