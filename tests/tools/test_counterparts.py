"""A machine without a PostgreSQL server says what it leaves out, and fails nothing by it."""

import sys

import pytest
from tools import counterparts
from tools.steps import Step, run

HERE = "tests/tools/test_counterparts.py"


def test_without_a_server_the_target_says_so_and_succeeds(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert counterparts.without_server("nobody installed one", ["-n0", HERE]) == 0

    said = capfd.readouterr().out
    assert "not run here: tests against a PostgreSQL server: nobody installed one\n" in said
    assert "not run here: tests that need other foreign programs: there are none\n" in said
    assert "failed" not in said


def test_a_step_that_fails_is_not_excused() -> None:
    command = [sys.executable, "-c", "raise SystemExit(1)"]

    assert run([Step("It works", command, excused={5: "nothing to do"})]) == 1


def test_what_runs_beside_is_waited_for_and_its_failure_counts(
    capfd: pytest.CaptureFixture[str],
) -> None:
    slow = "import time; time.sleep(0.2); print('read all'); raise SystemExit(3)"
    steps = [
        Step("Types fit", [sys.executable, "-c", slow], beside=True),
        Step("It is short", [sys.executable, "-c", "print('short')"]),
        Step("Tests pass", [sys.executable, "-c", "print('never')"], last=True),
    ]

    assert run(steps) == 3
    said = capfd.readouterr().out
    assert said.index("short") < said.index("read all") < said.index("Types fit: failed")
    assert "never" not in said
