"""Looks after the web processes, and is nothing else: a program without libraries.

The process that loads the application and forks the ones that serve it would keep a copy of every
page of memory that these have changed since. So it becomes this program once they run: they stay
its children, and 30 MB are free.

python -I -S herd.py <seconds> <pid>,<pid>,… <command> …

TERM ends the children, after so many seconds by force. When one of them ends by itself, all do, and
the command begins anew in this process.
"""

import os
import signal
import sys
import time

EVERY = 1.0
PAUSE = 1.0  # what ends right after its start may do so again and again
OURS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)


def main(patience: str, pids: str, *command: str) -> int:
    """0 after TERM."""
    children, began = {int(pid) for pid in pids.split(",")}, time.monotonic()
    signal.pthread_sigmask(signal.SIG_BLOCK, OURS)
    asked = _wait(children, _parent(command))
    _end(children, float(patience))
    if not asked:
        time.sleep(PAUSE if time.monotonic() - began < PAUSE else 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, OURS)
        os.execv(command[0], command)  # noqa: S606  our own program
    return 0


def _parent(command: tuple[str, ...]) -> int:
    """The one we were started with; it may have ended before we began to look."""
    if "--with-parent" in command:
        return int(command[command.index("--with-parent") + 1])
    return os.getppid()


def _wait(children: set[int], parent: int) -> bool:
    """Until we are asked to end, or our parent has ended: True; or one of the children has."""
    while not _ended(children):
        found = signal.sigtimedwait(OURS, EVERY)
        if os.getppid() != parent or (found and found.si_signo != signal.SIGCHLD):
            return True
    return False


def _ended(children: set[int]) -> bool:
    """Has one of them ended? It is forgotten."""
    before = len(children)
    for child in list(children):
        try:
            gone, _status = os.waitpid(child, os.WNOHANG)
        except ChildProcessError:
            gone = child
        if gone:
            children.discard(child)
    return len(children) < before


def _end(children: set[int], patience: float) -> None:
    _tell(children, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while children and time.monotonic() < deadline:
        signal.sigtimedwait([signal.SIGCHLD], 0.1)
        _ended(children)
    _tell(children, signal.SIGKILL)
    while children:
        signal.sigtimedwait([signal.SIGCHLD], 0.1)
        _ended(children)


def _tell(children: set[int], what: signal.Signals) -> None:
    for child in children:
        try:
            os.kill(child, what)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
