"""User-agent headers as they arrive."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.agents import UNKNOWN, Agent, read_agent

LINES = (Path(__file__).parent / "agents.txt").read_text().splitlines()[1:]
AGENTS = [[cell.strip() for cell in line.split("|", 3)] for line in LINES]


@pytest.mark.spec("S3.6.18", "S3.6.19", "S3.6.20")
@pytest.mark.parametrize(("device", "browser", "platform", "header"), AGENTS)
def test_a_header_tells_device_browser_and_system(
    device: str, browser: str, platform: str, header: str
) -> None:
    assert read_agent(header) == Agent(device, browser, platform)


@given(st.text())
def test_any_header_at_all_has_an_answer(header: str) -> None:
    found = read_agent(header)

    assert found.device_type in {"desktop", "mobile", "tablet", "bot", "other"}


@pytest.mark.spec("S3.6.17")
def test_an_absurdly_long_header_is_cut() -> None:
    assert read_agent(" " * 600 + "curl/8.0") == UNKNOWN
