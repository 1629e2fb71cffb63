"""Get the identity providers that tests sign in against in `make test-counterparts`."""

import shutil
import subprocess

from .repository import ROOT

FOLDER = ROOT / "tests" / "counterparts"
THERE = FOLDER / "node_modules" / "oidc-provider"


def get() -> str:
    """Install what the lock file names; returns why it did not work, or nothing."""
    if THERE.exists():
        return ""
    if not (npm := shutil.which("npm")):
        return "there is no npm"
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=FOLDER, check=False, capture_output=True, text=True)
    if done.returncode == 0 and THERE.exists():
        return ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[-1] if said else "npm does not say why"
