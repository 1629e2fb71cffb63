"""Whoever is asked tells the figures of all processes, and of the queue."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from portico.core.jobs import queries as jobs
from portico.core.jobs.worker import database
from portico.core.mail import queries as mail
from portico.core.mail.jobs import forget_mail
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.postgres.address import address
from portico.kernel.postgres.processes import is_there
from portico.kernel.tenancy import scope, staff_scope
from portico.site import figures

from .servers import Site, a_home, free_port, process, wait_until

TOKEN = {"Authorization": "Bearer let-me-see"}
REQUESTS = 30


def value(text: str, sample: str) -> float:
    """The value of one sample, such as `name{label="x"}`; 0 when it is not there."""
    found = re.search(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_the_queue_of_all_tenants_is_counted(transactional_db: None) -> None:
    for name in ("Acme IT", "Beta MSP"):
        with scope(staff_scope(a_tenant(name).id)):
            forget_mail.later()

    found = jobs.figures()

    assert (found.waiting["default"], found.running["mail"], found.failed) == (2, 0, 0)
    assert 0 <= found.oldest["default"] < 60
    assert mail.figures() == mail.Figures(0, 0, 0, 0)


def test_no_role_of_a_tenant_may_ask_for_them(db: None) -> None:
    with (
        scope(staff_scope(a_tenant().id)),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        jobs.figures()


def test_a_figure_never_names_a_tenant(transactional_db: None) -> None:
    with scope(staff_scope(a_tenant("Needle IT").id)):
        forget_mail.later()
    Client().get("/portal/needle/")

    assert "needle" not in figures.exposition().decode().lower()


@pytest.fixture
def environment(transactional_db: None, tmp_path: Path) -> dict[str, str]:
    return {
        "PORTICO_HOME": str(a_home(tmp_path / "home")),
        "DATABASE_URL": address(database()),
        "PORTICO_METRICS_TOKEN": "let-me-see",
        "PORTICO_WEB_PROCESSES": "2",
        "PORTICO_LOG_LEVEL": "warning",
    }


@pytest.fixture
def site(environment: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    site = Site(free_port())
    started = environment | {"PORTICO_PORT": str(site.port)}
    with process("portico.site.cli", "web", log=tmp_path / "web.log", environment=started):
        wait_until(site.is_there, 30)
        yield site


def counting(folder: Path) -> set[int]:
    """The processes that have counted requests."""
    return {int(file.stem.rpartition("_")[2]) for file in folder.glob("counter_*.db")}


@pytest.mark.alone
def test_every_process_tells_what_all_have_counted(
    site: Site, environment: dict[str, str], tmp_path: Path
) -> None:
    sample = 'portico_requests_total{door="brand",method="GET",status="404"}'
    folder = tmp_path / "home" / "metrics" / "web"

    def both_have_answered() -> bool:
        for _ in range(REQUESTS):
            site.get("/brand/nothing")
        return len(counting(folder)) == 2

    wait_until(both_have_answered, 20)
    counted = {value(site.get("/metrics", **TOKEN).text, sample) for _ in range(8)}

    assert len(counted) == 1
    assert min(counted) >= REQUESTS
    os.kill(victim := max(counting(folder)), signal.SIGKILL)
    wait_until(lambda: not is_there(victim) and site.is_there(), 20)
    assert value(site.get("/metrics", **TOKEN).text, sample) < REQUESTS, "it counts from anew"


@pytest.mark.alone
def test_the_worker_counts_its_jobs_too(
    site: Site, environment: dict[str, str], tmp_path: Path
) -> None:
    sample = 'portico_jobs_total{job="mail.forget_mail",outcome="done"}'
    with scope(staff_scope(a_tenant().id)):
        forget_mail.later()
    with process(
        "portico.site.cli", "worker", log=tmp_path / "worker.log", environment=environment
    ):
        wait_until(lambda: value(site.get("/metrics", **TOKEN).text, sample) >= 1, 30)
        text = site.get("/metrics", **TOKEN).text

    assert 'portico_jobs_waiting{queue="mail"} ' in text
    assert "portico_worker_seen_seconds" in text
    assert value(text, "portico_database_up") == 1
