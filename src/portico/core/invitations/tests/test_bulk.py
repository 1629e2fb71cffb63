"""Many at once: sending, what holds it up, and what came of it."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.identity.tests.msps import an_msp, inside
from portico.core.jobs.job import BULK
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.journal.models import Entry
from portico.core.mail.actions.queue import queue_mails
from portico.core.mail.jobs import send_several
from portico.core.mail.models import Message
from portico.core.mail.tests.factories import a_mail_server
from portico.core.people.models import Company, Contact
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.tests.post_office import post_office, says
from portico.kernel.writes import writing

from ..actions.campaigns import (
    NotSo,
    Stale,
    Terms,
    cancel_campaign,
    draft_campaign,
    pause_campaign,
    resume_campaign,
    retry_failed,
    start_campaign,
)
from ..actions.settings import change_settings
from ..actions.single import invite
from ..jobs import SELF, pump
from ..models import Campaign, Invitation, Recipient
from ..permissions import SEND_MANY
from ..queries import eligible_count, explained, funnel, tally
from ..rules import Kind, Tally, Wanted, seconds_left
from .factories import delivered, mails_to, outsiders, refused, started, turned

State = Campaign.State


def bulk_mails() -> list[Message]:
    return list(Message.objects.filter(template__startswith="invitations/"))


@pytest.mark.spec("S3.3.4", "S3.3.5a")
def test_everybody_gets_one_mail_in_a_lane_of_its_own(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        people = outsiders(bakery, 45)
        finance = Role.objects.get(key="finance")
        campaign = turned(started(olga, role=finance, language="de", message="Welcome"))
        assert (campaign.state, tally(campaign).queued) == (State.RUNNING, 45)
        assert [len(mails_to(one)) for one in people] == [1] * 45
        assert {one.lane for one in bulk_mails()} == {BULK}
        jobs = queued_jobs("mail.send_several")
        assert {lane for lane, _at, _a in jobs} == {BULK}
        assert sum(len(given["messages"]) for _lane, _at, given in jobs) == 45
        for one in Invitation.objects.filter(campaign=campaign):
            delivered(one)
        campaign = turned(campaign)
        assert (campaign.state, tally(campaign).sent) == (State.DONE, 45)
        assert funnel(campaign).delivered == 45


@pytest.mark.spec("S3.3.4")
def test_a_turn_takes_few_statements_however_many_people(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    def cost(people: int) -> int:
        outsiders(bakery, people)
        campaign = started(olga)
        with CaptureQueriesContext(connection) as seen:
            pump(campaign=str(campaign.pk))
        assert tally(campaign).queued == people
        return len(seen)

    with scope(inside(tenant)):
        few, many = cost(2), cost(38)
        assert many <= few + 3, "three more jobs for three dozen more mails"
        sent = Entry.objects.filter(name="invitations.sent")
        assert sent.count() == 40, "each has an entry in the log"


@pytest.mark.spec("S3.3.4")
def test_killed_in_the_middle_nobody_gets_two(
    tenant: Tenant, olga: Staff, bakery: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies after some of a turn: all of the turn is undone, and done again later."""
    with scope(inside(tenant)):
        people = outsiders(bakery, 5)
        campaign = started(olga)

    def dying(*args: object) -> None:
        queue_mails(*args)  # type: ignore[arg-type] # passed through
        raise KeyboardInterrupt

    monkeypatch.setattr("portico.core.invitations.actions.issue.queue_mails", dying)
    with scope(inside(tenant)):
        from django.db import transaction  # noqa: PLC0415

        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            pump(campaign=str(campaign.pk))
        assert tally(campaign).pending == 5
        assert not bulk_mails()
        assert {one.access for one in Contact.objects.filter(pk__in=[p.pk for p in people])} == {
            Contact.Access.NONE
        }
    monkeypatch.undo()
    with scope(inside(tenant)):
        turned(campaign)
        assert [len(mails_to(one)) for one in people] == [1] * 5


@pytest.mark.spec("S3.3.4")
def test_two_starts_and_two_turns_send_one_mail_each(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        people = outsiders(bakery, 4)
        one, two = (draft_campaign(olga, Wanted()) for _ in range(2))
        assert eligible_count(olga, one) == eligible_count(olga, two) == 4
        start_campaign(olga, one, number=4, typed="", sure=True, terms=Terms())
        with pytest.raises(Stale) as stale:
            start_campaign(olga, two, number=4, typed="", sure=True, terms=Terms())
        assert stale.value.more == {"now": 0}
        invite(olga, people[0])
        turned(one)
        pump(campaign=str(one.pk))
        assert [len(mails_to(each)) for each in people] == [1] * 4
        assert (tally(one).queued, tally(one).skipped) == (3, 1)


@pytest.mark.spec("S3.3.5c")
def test_who_changed_meanwhile_is_skipped_with_a_reason(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        gone, off, mute, fine = outsiders(bakery, 4)
        campaign = started(olga)
        with writing("people"):
            Contact.objects.filter(pk=gone.pk).update(access="active")
            Contact.objects.filter(pk=off.pk).update(access="disabled")
            Contact.objects.filter(pk=mute.pk).update(email="")
        turned(campaign)
        reasons = {one.reason: one.number for one in explained(campaign)}
        assert reasons == {Kind.ACTIVE: 1, "switched_off": 1, "no_email": 1}
        assert len(mails_to(fine)) == 1


@pytest.mark.spec("S3.3.5b")
def test_failures_have_the_servers_code_and_can_be_tried_again(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        bad, full = outsiders(bakery, 2)
        campaign = turned(started(olga))
        refused(Invitation.objects.get(contact=bad), code=550)
        refused(Invitation.objects.get(contact=full), code=554)
        campaign = turned(campaign)
        assert campaign.state == State.DONE
        assert {(one.reason, one.code) for one in explained(campaign)} == {
            ("said_no", 550),
            ("said_no", 554),
        }
        retry_failed(olga, campaign)
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            turned(campaign)
        assert len(mails_to(full)) == 2
        assert len(mails_to(bad)) == 1, "an address that comes back is left alone"
        assert Recipient.objects.get(contact=bad).reason == "bounced"


@pytest.mark.spec("S3.3.4")
def test_the_time_left_follows_the_pace_and_counts_no_rest(tenant: Tenant) -> None:
    now, start = timezone.now(), timezone.now() - timedelta(seconds=100)
    with scope(inside(tenant)):
        campaign = Campaign(state=State.RUNNING, started_at=start, paused_seconds=40)
    half = Tally(pending=300, sent=280, failed=12, skipped=8)
    assert seconds_left(campaign, half, now=now) == 60
    assert seconds_left(campaign, Tally(pending=300, sent=4), now=now) is None, "too early to say"
    campaign.state = State.PAUSED
    assert seconds_left(campaign, half, now=now) is None


@pytest.mark.spec("S3.3.5b")
def test_a_server_that_says_later_is_asked_again_by_itself(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with post_office() as office:
        with scope(inside(tenant)):
            a_mail_server(office)
            people = outsiders(bakery, 3)
            campaign = turned(started(olga))
            ids = [str(one.pk) for one in bulk_mails()]
            office.at = {"RCPT": says("451 greylisted")}
            send_several(messages=ids)
            assert tally(campaign).queued == 3, "not failed yet"
            office.at = {}
            with time_machine.travel(timezone.now() + timedelta(hours=1)):
                send_several(messages=ids)
                send_several(messages=ids)
            assert tally(campaign).sent == 3
        assert sorted(one.recipient for one in office.mails) == sorted(one.email for one in people)


@pytest.mark.spec("S3.3.4")
def test_pause_go_on_and_stop(tenant: Tenant, olga: Staff, bakery: Company) -> None:
    with scope(inside(tenant)):
        outsiders(bakery, 3)
        campaign = pause_campaign(olga, started(olga))
        pump(campaign=str(campaign.pk))
        assert tally(campaign).pending == 3
        resume_campaign(olga, campaign)
        cancel_campaign(olga, campaign)
        pump(campaign=str(campaign.pk))
        assert (tally(campaign).skipped, len(bulk_mails())) == (3, 0)
        with pytest.raises(NotSo):
            pause_campaign(olga, campaign)


@pytest.mark.spec("S3.3.4")
def test_one_mail_domain_is_not_flooded_and_others_go_on(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        change_settings(olga, valid_days=14, remind_days=0, domain_rate=12)
        for n in range(6):
            outsiders(bakery, 1, email=f"p{n}@big.example")
        (small,) = outsiders(bakery, 1, email="one@small.example")
        campaign = turned(started(olga), most=4)
        queued = Recipient.objects.filter(state="queued")
        assert queued.filter(domain="big.example").count() == 2
        assert len(mails_to(small)) == 1
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            turned(campaign, most=2)
        assert queued.filter(domain="big.example").count() == 4


@pytest.mark.spec("S1.5.2", "S3.3.4")
def test_it_can_begin_on_a_later_day(tenant: Tenant, olga: Staff, bakery: Company) -> None:
    day = timezone.now() + timedelta(days=2)
    with scope(inside(tenant)):
        outsiders(bakery, 2)
        campaign = started(olga, starts_at=day)
        assert campaign.state == State.PLANNED
        pump(campaign=str(campaign.pk))
        assert not bulk_mails()
        assert [at for _lane, at, _a in queued_jobs("invitations.pump")] == [day]
    with time_machine.travel(day + timedelta(seconds=1)), scope(inside(tenant)):
        pump(campaign=str(campaign.pk))
        assert tally(campaign).queued == 2


def test_a_lost_job_is_found_again(tenant: Tenant, olga: Staff, bakery: Company) -> None:
    from ..actions.pump import wake_abandoned  # noqa: PLC0415

    with scope(inside(tenant)):
        outsiders(bakery, 2)
        started(olga)
        assert wake_abandoned(SELF) == 0
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            assert wake_abandoned(SELF) == 1


def test_another_tenants_campaign_is_not_there(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        outsiders(bakery, 1)
        campaign = started(olga)
    with scope(inside(an_msp("Beta MSP"))):
        pump(campaign=str(campaign.pk))
    with scope(inside(tenant)):
        assert tally(campaign).pending == 1
    assert isinstance(campaign.pk, UUID)
    assert SEND_MANY.code == "invitations.send_many"
