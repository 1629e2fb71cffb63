"""Find a Chromium for the browser tests, or get one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
VARIABLE = "PORTICO_TEST_BROWSER"


def find() -> str | None:
    """The program: named by PORTICO_TEST_BROWSER, on PATH, or Playwright's own."""
    if given := os.environ.get(VARIABLE):
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _of_playwright()


def get() -> str:
    """Install what is missing; returns why it did not work, or nothing."""
    said = ["nothing installs it"]
    for command in _ways():
        if find():
            break
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        said = (done.stderr or done.stdout).strip().splitlines() or said
    return "" if find() else said[-1]


def _ways() -> list[list[str]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "-qq", "-y"]
        return [[*apt, "update"], [*apt, "install", "chromium-headless-shell"]]
    return [[sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]]


def _of_playwright() -> str | None:
    cache = Path.home() / ".cache" / "ms-playwright"
    found = sorted(cache.glob("chromium_headless_shell-*/*/headless_shell"))
    found += sorted(cache.glob("chromium_headless_shell-*/*/chrome-headless-shell"))
    return str(found[-1]) if found else None
