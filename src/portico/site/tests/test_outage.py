"""The database goes away and comes back: kind words, nothing lost, and all goes on by itself."""

import json
import os
import re
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from portico.kernel.postgres.cluster import Cluster
from portico.kernel.postgres.embedded import embedded
from portico.kernel.postgres.processes import first_number

from .servers import Answer, Site, a_home, free_port, process, said, wait_until

pytestmark = pytest.mark.alone
MIGRATING = 120
BACK = 20  # seconds after which everything works again


@dataclass
class House:
    """Web and worker of one installation, and the database that a test takes away."""

    site: Site
    cluster: Cluster
    environment: dict[str, str]
    tenant: str

    def take_the_database_away(self) -> None:
        server = first_number(self.cluster.place.data / "postmaster.pid")
        assert server
        os.kill(server, signal.SIGKILL)
        wait_until(lambda: not self.cluster.ready(), 10)

    def bring_it_back(self) -> None:
        self.cluster.ensure()

    def ask_for_help(self, subject: str, *, once: str = "") -> Answer:
        fields = {
            "csrfmiddlewaretoken": self.site.cookies["csrf"],
            "once": once or secrets.token_hex(16),
            "kind": "incident",
            "priority": "2",
            "subject": subject,
            "body": "It smokes.",
        }
        return self.site.post("/portal/tickets/new/", fields)

    def kept(self, what: str) -> list[str]:
        words = ("portico.site.tests.outage", "count", self.tenant)
        found: list[str] = json.loads(said(*words, environment=self.environment)[what])
        return found


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix="portico-test-"))
    folder.chmod(0o755)
    home, port = a_home(folder / "home"), free_port()
    home.chmod(0o711)
    environment = {"PORTICO_HOME": str(home), "PORTICO_PORT": str(port), "DATABASE_URL": ""}
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        cluster = stack.enter_context(embedded(home))
        with process(
            "portico.site.cli", "migrate", log=folder / "log", environment=environment
        ) as one:
            assert one.wait(MIGRATING) in {0, 3}, (folder / "log").read_text()
        cast = said("portico.site.tests.outage", "cast", environment=environment)
        site = Site(port, cast["host"], {cast["cookie"]: cast["secret"], "csrf": "a" * 32})
        for word in ("web", "worker"):
            stack.enter_context(
                process("portico.site.cli", word, log=folder / word, environment=environment)
            )
        wait_until(site.is_there, 30, "the web server")
        yield House(site, cluster, environment, cast["tenant"])


def test_without_a_database_people_are_told_and_machines_too(house: House) -> None:
    assert house.site.get("/portal/").status == 200
    house.take_the_database_away()
    try:
        page, machine = house.site.get("/portal/"), house.site.get("/readyz")
        alive = house.site.get("/healthz").status
        asked = house.site.get("/portal/tickets/", Accept="application/json")
    finally:
        house.bring_it_back()

    assert page.status == 503
    assert "We will be right back" in page.text
    assert page.headers["retry-after"] == "10"
    assert (machine.status, alive, asked.status) == (503, 200, 503)
    wait_until(lambda: house.site.get("/readyz").status == 200, BACK, "readyz")


def test_no_page_fails_any_more_when_the_database_is_back(house: House) -> None:
    """Every thread finds out for itself that its connection is dead."""
    house.take_the_database_away()
    assert {house.site.get("/portal/").status for _ in range(20)} == {503}
    house.bring_it_back()
    wait_until(lambda: house.site.get("/readyz").status == 200, BACK, "readyz")

    assert {house.site.get("/portal/tickets/").status for _ in range(40)} == {200}


def test_a_form_that_was_not_saved_says_so_and_can_be_sent_again(house: House) -> None:
    once = secrets.token_hex(16)
    house.take_the_database_away()
    try:
        answer = house.ask_for_help("The printer burns", once=once)
    finally:
        house.bring_it_back()
    wait_until(lambda: house.site.get("/readyz").status == 200, BACK, "readyz")

    assert answer.status == 503
    assert "Nothing was saved." in answer.text
    assert "The printer burns" not in house.kept("tickets")
    again = house.ask_for_help("The printer burns", once=once)
    assert again.status == 302
    assert house.kept("tickets").count("The printer burns") == 1


def test_no_acknowledged_request_is_lost_and_jobs_run_again(house: House) -> None:
    acknowledged = []
    for outage in range(3):
        for number in range(4):
            subject = f"Request {outage}.{number}"
            if house.ask_for_help(subject).status == 302:
                acknowledged.append(subject)
        house.take_the_database_away()
        assert house.ask_for_help(f"Lost {outage}").status == 503
        house.bring_it_back()
        wait_until(lambda: house.site.get("/readyz").status == 200, BACK, "readyz")

    assert len(acknowledged) == 12
    assert set(acknowledged) <= set(house.kept("tickets"))
    assert not any(subject.startswith("Lost") for subject in house.kept("tickets"))

    def all_have_their_mail() -> bool:
        mails = " ".join(house.kept("mails"))
        return all(re.search(rf"{re.escape(subject)}\b", mails) for subject in acknowledged)

    wait_until(all_have_their_mail, 90, "the worker")
