"""A worker is killed while it invites many: nobody gets two, nobody is forgotten, it goes on."""

import asyncio
import os
import signal
import subprocess
from collections import Counter
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.smtp import SMTP
from django.utils import timezone

from portico.core.identity.tests.msps import an_msp, inside
from portico.core.identity.who import as_staff
from portico.core.invitations.models import Campaign, Invitation, Recipient
from portico.core.invitations.queries import explained, tally
from portico.core.invitations.tests.factories import as_owner, outsiders, started, turned
from portico.core.jobs.worker import database
from portico.core.mail.actions.tend import find_lost_mail
from portico.core.mail.models import Message
from portico.core.mail.tests.factories import a_mail_server, machine
from portico.core.people.models import Contact, StaffUser
from portico.core.people.tests.factories import a_company
from portico.core.tenants.models import Tenant
from portico.kernel.postgres.address import address
from portico.kernel.tenancy import scope
from portico.kernel.tests.post_office import PostOffice, post_office

from .servers import process, wait_until

PEOPLE, KILLED_AT = 60, 7
DONE_WITHIN = 60  # seconds, on a busy machine


class Killer:
    """Kills the worker once, in the moment between taking a mail and saying so."""

    def __init__(self, office: PostOffice) -> None:
        self.office, self.victim, self.at = office, 0, ""
        office.at = {"KEPT": self}

    async def __call__(self, _talk: SMTP) -> str:
        if not self.at and len(self.office.mails) >= KILLED_AT:
            self.at = self.office.mails[-1].recipient
            while not self.victim:
                await asyncio.sleep(0.005)
            os.kill(self.victim, signal.SIGKILL)
        return "250 OK"


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("S3.3.4", "G1")
def test_a_killed_worker_sends_nothing_twice_and_forgets_nobody(tmp_path: Path) -> None:
    tenant = an_msp()
    with post_office() as office:
        with scope(inside(tenant)):
            a_mail_server(office)
            olga = as_owner(as_staff(StaffUser.objects.get(name="Olga Owner")))
            people = outsiders(a_company("Bluebird Bakery"), PEOPLE)
            campaign = started(olga)
        killer = Killer(office)
        with _worker(tmp_path) as first:
            killer.victim = first.pid
            assert first.wait(DONE_WITHIN) == -signal.SIGKILL
        with _worker(tmp_path):
            wait_until(lambda: _waiting(tenant, campaign) == 0, DONE_WITHIN, "the second worker")
    arrived = Counter(one.recipient for one in office.mails)
    assert set(arrived.values()) == {1}, "nobody got two"
    with scope(inside(tenant)), time_machine.travel(timezone.now() + timedelta(minutes=11)):
        doubtful = find_lost_mail(machine)
        campaign = turned(campaign)
        assert campaign.state == Campaign.State.DONE
        result = tally(campaign)
        assert (result.sent, result.failed) == (PEOPLE - doubtful, doubtful)
        assert {one.reason for one in explained(campaign)} == {"in_doubt"}, "somebody is told"
        assert killer.at in _in_doubt(campaign)
        assert {one.email for one in people} == set(arrived) | _in_doubt(campaign)
        assert Invitation.objects.count() == PEOPLE, "each has one link"
        invited = Contact.objects.filter(pk__in=[one.pk for one in people])
        assert {one.access for one in invited} == {Contact.Access.INVITED}


def _worker(folder: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return process(
        "portico.site.tests.killable",
        str(folder),
        log=folder / "log",
        environment={"DATABASE_URL": address(database())},
    )


def _waiting(tenant: Tenant, campaign: Campaign) -> int:
    """Those whose turn has not come, and mails that have not been tried."""
    with scope(inside(tenant)):
        return tally(campaign).pending + Message.objects.filter(state="queued").count()


def _in_doubt(campaign: Campaign) -> set[str]:
    rows = Recipient.objects.filter(campaign=campaign, reason="in_doubt")
    return set(rows.values_list("contact__email", flat=True).order_by("id"))
