"""Tests have a PORTICO_HOME of their own, and take nothing from the shell they start in.

A pytest plugin (`-p`, in pyproject.toml), because Django's settings are read before any conftest.
"""

import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[4] / "var" / "test"
KEPT = {"PORTICO_PG_BIN", "PORTICO_TEST_BROWSER"}

for name in [name for name in os.environ if name.startswith("PORTICO_")]:
    if name not in KEPT:
        del os.environ[name]
os.environ["PORTICO_HOME"] = str(HOME)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in the thread
