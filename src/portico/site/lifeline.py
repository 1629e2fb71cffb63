"""No orphans: a process that was started by another one ends when that one is gone.

A parent that is killed cannot tell its children. They notice, because their parent has changed.
"""

import asyncio
import os
import signal
import threading
import time

LOOK_EVERY = 1.0
LAST_WORDS = 5.0
FORKING: list[int] = []  # inherited by those it forks


def live_with(parent: int) -> None:
    """End this process soon after the process `parent` has ended."""
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_WORDS)
    os._exit(1)


def forks_now() -> None:
    """Its children know by it whose they are, also those who look when it is gone already."""
    FORKING.append(os.getpid())


async def parent_is_gone() -> None:
    """The same inside an event loop, for a process that its own parent forks."""
    parent = FORKING[-1] if FORKING else os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(LAST_WORDS)
    os._exit(1)
