"""No orphans: a process that was started by another one ends when that one is gone.

A parent that is killed cannot tell its children. They notice, because their parent has changed.
"""

import asyncio
import os
import signal
import threading
import time

LOOK_EVERY = 1.0
LAST_WORDS = 8.0


def live_with(parent: int) -> None:
    """End this process soon after the process `parent` has ended."""
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_WORDS)
    os._exit(1)


async def parent_is_gone() -> None:
    """The same inside an event loop, for a process that its own parent forks."""
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(LAST_WORDS)
    os._exit(1)
