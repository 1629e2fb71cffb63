"""The processes that `portico up` starts, restarts and ends."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
LIVED_WELL = 60.0  # seconds after which a child's next end counts as its first


class Child:
    """One `portico` command as a process of its own, in a group of its own."""

    def __init__(self, *words: str, environment: Mapping[str, str]) -> None:
        self.name = words[0]
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-m", "portico.site.cli"]
        self._command += ["--with-parent", str(os.getpid()), *words]
        self._environment = environment
        self._started = self._next = 0.0
        self._wait = FIRST_WAIT

    def start(self) -> None:
        """Start it. Signals of the terminal do not reach it: its end is ours to order."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll() if self.process else 0

    def has_ended(self) -> bool:
        """True once for each end; plans when to start it again, later each time."""
        if self._next or self.exit_code is None:
            return False
        now = time.monotonic()
        lived_well = now - self._started > LIVED_WELL
        self._wait = FIRST_WAIT if lived_well else min(self._wait * 2, LONGEST_WAIT)
        self._next = now + self._wait
        return True

    def start_when_due(self) -> None:
        """Start it again when the planned moment has come."""
        if self._next and time.monotonic() >= self._next:
            self._next = 0.0
            self.start()

    def ask_to_stop(self) -> None:
        """Let it finish what it does."""
        if self.process and self.exit_code is None:
            self.process.terminate()

    def kill(self) -> None:
        """End it and everything it started, at once."""
        if self.process and self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
