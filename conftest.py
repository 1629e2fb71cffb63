"""What every test needs: a database of its own, seen through the login that production uses."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker
from tools.testbed import Testbed, one_at_a_time, testbed

from portico.core.tenants import queries as tenants
from portico.site import building

# A machine that does other things beside is slow, and that is no fault of what is tested.
hypothesis.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("steady")
COSTS = settings.PASSWORD_COSTS
settings.PASSWORD_COSTS = {"time_cost": 1, "memory_cost": 1024}  # see `real_costs`


def pytest_sessionstart(session: pytest.Session) -> None:
    """Fold the assets once, before the workers start."""
    if not hasattr(session.config, "workerinput"):
        with one_at_a_time():
            if not building.is_built():
                subprocess.run([sys.executable, "-m", "portico.site.cli", "build"], check=False)


@pytest.fixture(scope="session")
def _testbed() -> Iterator[Testbed]:
    with testbed() as found:
        yield found


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, _testbed: Testbed, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """One database for each test process; what a transactional test leaves, the owner removes."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with _testbed.database(worker) as name, pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.DATABASES["default"], "NAME", name)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _testbed.empty(name))
        with django_db_blocker.unblock():
            connections["default"].close()
            yield
            connections.close_all()


@pytest.hookimpl(tryfirst=True)  # before xdist asks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that start servers of their own run one after the other; journeys share theirs."""
    for item in items:
        if item.get_closest_marker("alone") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(Path(item.path).parent.name))


def pytest_collection_finish() -> None:
    """What was collected stays: looking through it for garbage took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name and count what this machine could not do; a test says it with
    `pytest.skip("not run here: …")`.
    """
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({str(report.longrepr[2]).partition("not run here: ")[2] for report in skipped})
    missing = [words for words in reasons if words]
    for words in missing:
        terminalreporter.write_line(f"not run here: {words}")
    if missing:
        terminalreporter.write_line(f"{len(missing)} not run here")


@pytest.fixture
def real_costs(settings: Any) -> None:
    """Comparing passwords takes as long as in production."""
    settings.PASSWORD_COSTS = COSTS


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """A process remembers tenants for two seconds; a test starts without memories."""
    tenants.forget_tenants()
