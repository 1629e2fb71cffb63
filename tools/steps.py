"""Run commands, each under a heading and with its seconds; slow ones beside the others."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from .repository import ROOT


@dataclass(frozen=True)
class Step:
    """One command and what it is for."""

    title: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    excused: Mapping[int, str] = field(default_factory=dict)  # codes that fail nothing; what to say
    beside: bool = False  # goes on while the next ones run, up to the first that is `last`
    last: bool = False  # begins when all others have succeeded


@dataclass(frozen=True)
class _Beside:
    """A command that is under way, and what it has said."""

    step: Step
    process: subprocess.Popen[bytes]
    started: float

    def finish(self) -> int:
        said, _none = self.process.communicate()
        print(f"── {self.step.title}\n{said.decode(errors='replace')}", end="")
        return _judged(self.step, self.process.returncode, self.started)


def run(steps: Sequence[Step]) -> int:
    """Run all, or up to the first that fails; returns its exit code."""
    began = time.monotonic()
    with ExitStack() as stack:
        under_way: list[_Beside] = []
        for step in steps:
            if step.beside:
                under_way.append(_begin(step, stack))
                continue
            while step.last and under_way:
                if code := under_way.pop(0).finish():
                    return code
            print(f"── {step.title}", flush=True)
            started = time.monotonic()
            done = subprocess.run(
                step.command, cwd=ROOT, env={**os.environ, **step.environment}, check=False
            )
            if code := _judged(step, done.returncode, started):
                return code
        for one in under_way:
            if code := one.finish():
                return code
    print(f"── All of it took {time.monotonic() - began:.0f} s.", flush=True)
    return 0


def _begin(step: Step, stack: ExitStack) -> _Beside:
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env={**os.environ, **step.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return _Beside(step, process, time.monotonic())


def _judged(step: Step, code: int, started: float) -> int:
    """The code with which to end; 0 is the sign to go on."""
    seconds = time.monotonic() - started
    if code and code not in step.excused:
        print(f"── {step.title}: failed after {seconds:.1f} s", flush=True)
        return code
    if code:
        print(step.excused[code], flush=True)
    print(f"   {seconds:.1f} s", flush=True)
    return 0


def not_run(what: str, why: str) -> str:
    """The sentence about something that this machine cannot do."""
    return f"not run here: {what}: {why}"
