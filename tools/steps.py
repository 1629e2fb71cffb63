"""Run commands one after the other, each under a heading and with its seconds."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .repository import ROOT


@dataclass(frozen=True)
class Step:
    """One command and what it is for."""

    title: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    excused: Mapping[int, str] = field(default_factory=dict)  # codes that fail nothing; what to say


def run(steps: Sequence[Step]) -> int:
    """Run all, or up to the first that fails; returns its exit code."""
    began = time.monotonic()
    for step in steps:
        print(f"── {step.title}", flush=True)
        started = time.monotonic()
        code = subprocess.run(
            step.command, cwd=ROOT, env={**os.environ, **step.environment}, check=False
        ).returncode
        seconds = time.monotonic() - started
        if code in step.excused:
            print(step.excused[code], flush=True)
        elif code:
            print(f"── {step.title}: failed after {seconds:.1f} s", flush=True)
            return code
        print(f"   {seconds:.1f} s", flush=True)
    print(f"── All of it took {time.monotonic() - began:.0f} s.", flush=True)
    return 0


def not_run(what: str, why: str) -> str:
    """The sentence about something that this machine cannot do."""
    return f"not run here: {what}: {why}"
