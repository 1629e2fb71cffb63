"""Power cuts, kills and full queues: real processes, a real server, nothing sent twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.smtp import SMTP
from django.utils import timezone

from portico.core.jobs.job import SIGN_IN
from portico.core.jobs.worker import database
from portico.core.mail.actions.tend import find_lost_mail
from portico.core.mail.jobs import send_mail
from portico.core.mail.models import Message
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.postgres.address import address
from portico.kernel.tenancy import context, scope, staff_scope
from portico.kernel.tests.post_office import Misbehaviour, PostOffice, post_office

from .factories import a_mail, a_mail_server, machine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]
STAGES = ("EHLO", "MAIL", "RCPT", "DATA", "KEPT")
KILLS = 20


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A program of ours on the test's database; it ends with the test."""
    found = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={
            **os.environ,
            "DATABASE_URL": address(database()),
            "DJANGO_SETTINGS_MODULE": "portico.site.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield found
    finally:
        found.terminate()
        found.communicate(timeout=20)


def queued(tenant: Tenant, office: PostOffice, count: int) -> list[Message]:
    with scope(staff_scope(tenant.id)):
        a_mail_server(office)
        return [a_mail(f"person{number}@client.example") for number in range(count)]


def states(tenant: Tenant) -> dict[str, int]:
    with scope(staff_scope(tenant.id)):
        found = list(Message.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in set(found)}


class Killer:
    """Kills whoever sends the mail, when the conversation is at the chosen stage."""

    def __init__(self, office: PostOffice) -> None:
        self.office, self.victim = office, 0

    def aim(self, stage: str) -> None:
        self.victim = 0
        self.office.at = {stage: self._kill()}

    def _kill(self) -> Misbehaviour:
        async def kill(_talk: SMTP) -> str:
            while not self.victim:
                await asyncio.sleep(0.005)
            os.kill(self.victim, signal.SIGKILL)
            return "250 OK"

        return kill


def test_twenty_kills_send_nothing_twice_and_lose_nothing() -> None:
    tenant = a_tenant()
    with (
        post_office() as office,
        program("portico.core.mail.tests.forked", str(tenant.id)) as sender,
    ):
        mails, killer = queued(tenant, office, KILLS), Killer(office)
        for number, mail in enumerate(mails):
            killer.aim(STAGES[number % len(STAGES)])
            assert _sent_by(sender, mail, killer) == -signal.SIGKILL
        office.at = {}
        _take_up_again(tenant, mails)

        recipients = [taken.recipient for taken in office.mails]
        assert len(recipients) == len(set(recipients))
        assert states(tenant) == {"ambiguous": KILLS}


def _sent_by(sender: subprocess.Popen[str], mail: Message, killer: Killer) -> int:
    assert sender.stdin
    assert sender.stdout
    sender.stdin.write(f"{mail.id}\n")
    sender.stdin.flush()
    killer.victim = int(sender.stdout.readline())
    return int(sender.stdout.readline())


def _take_up_again(tenant: Tenant, mails: list[Message]) -> None:
    """What the queue does with the jobs of a dead worker, then what time brings."""
    with context(staff_scope(tenant.id)):
        for mail in mails:
            send_mail(message=str(mail.id))
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            assert find_lost_mail(machine) == KILLS


def test_a_sign_in_mail_does_not_wait_behind_five_hundred_others() -> None:
    tenant = a_tenant()
    with post_office() as office, program("portico.site.cli", "worker"):
        queued(tenant, office, 1)
        _wait_for(office, "person0@client.example", seconds=30)
        with scope(staff_scope(tenant.id)):
            for number in range(500):
                a_mail(f"bulk{number}@client.example")
        start = time.monotonic()
        with scope(staff_scope(tenant.id)):
            a_mail("maya@client.example", lane=SIGN_IN, sensitive=True)
        _wait_for(office, "maya@client.example", seconds=20)
        took = time.monotonic() - start

        bulk = sum(taken.recipient.startswith("bulk") for taken in office.mails)
    assert took < 2
    assert bulk < 400


def _wait_for(office: PostOffice, recipient: str, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while recipient not in {taken.recipient for taken in office.mails}:
        assert time.monotonic() < end, f"{recipient} got nothing"
        time.sleep(0.02)
