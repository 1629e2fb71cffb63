"""What few ask for is not loaded for everybody, and is there for those who do."""

import subprocess
import sys

from django.urls import resolve, reverse

from portico.site.environment import for_child

LOOK = """
import sys
from portico.site.running import running
with running():
    from portico.site.commands.web import _preload
    _preload()
    print(*[name for name in ("ninja", "pydantic", "PIL", "segno") if name in sys.modules])
"""


def test_a_web_process_starts_without_what_few_need() -> None:
    """Each of these takes megabytes in every process."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=for_child(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == []


def test_the_addresses_of_the_api_are_there_when_asked_for() -> None:
    assert resolve("/api/v1/openapi.json").view_name == "api:openapi-json"
    assert reverse("api:openapi-json") == "/api/v1/openapi.json"
