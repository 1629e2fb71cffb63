"""Many at once: figures that add up, the confirmed number, sending, and what came of it."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.access.tests.factories import a_technician
from portico.core.identity.tests.msps import an_msp, inside
from portico.core.jobs.job import BULK
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.mail.actions.queue import queue_mails
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..actions.campaigns import (
    NotSo,
    Stale,
    Terms,
    Unconfirmed,
    cancel_campaign,
    choose,
    draft_campaign,
    pause_campaign,
    resume_campaign,
    retry_failed,
    start_campaign,
)
from ..actions.settings import change_settings
from ..actions.single import enable_silently, invite
from ..jobs import SELF, pump
from ..models import Campaign, Invitation, LeftAlone, Recipient
from ..permissions import SEND_MANY
from ..queries import chosen, eligible_count, explained, funnel, statistics, tally
from ..rules import Kind, Wanted, obstacle
from .factories import delivered, mails_to, outsiders, refused, started, turned

State = Campaign.State


def bulk_mails() -> list[Message]:
    return list(Message.objects.filter(template__startswith="invitations/"))


@pytest.mark.spec("S3.3.2a", "S3.3.2b", "S3.3.2c", "S3.3.1")
@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_people_are_the_figures_add_up(tenant: Tenant, olga: Staff, seed: int) -> None:
    """A property: everybody is exactly one thing, and sender and statistics agree on it."""
    dice = random.Random(seed)  # noqa: S311
    with scope(inside(tenant)):
        companies = [
            a_company(
                f"Client {n}", portal_enabled=n != 1, status="inactive" if n == 2 else "active"
            )
            for n in range(4)
        ]
        people = [_anybody(dice, dice.choice(companies), n) for n in range(60)]
        found = statistics(olga, Wanted())
        assert found.all == len(people) == Contact.objects.count()
        assert found.eligible + found.invited + found.active + found.blocked == found.all
        assert sum(one.number for one in found.ages) == found.invited
        draft = draft_campaign(olga, Wanted())
        listed = {one.pk for one in chosen(olga, draft)}
        assert len(listed) == found.eligible == eligible_count(olga, draft)
        assert {one.pk for one in people if _can_be_invited(one)} == listed
        by_company = [statistics(olga, Wanted(companies=(one.pk,))) for one in companies]
        assert sum(one.all for one in by_company) == found.all
        assert sum(one.blocked for one in by_company) == found.blocked


def _anybody(dice: random.Random, company: Company, n: int) -> Contact:
    (one,) = outsiders(
        company,
        1,
        email=dice.choice(["", f"p{n}@client.example", f"p{n}@client.example"]),
        access=dice.choice(list(Contact.Access.values)),
        is_active=dice.random() > 0.1,
        is_shared_mailbox=dice.random() < 0.2,
    )
    if one.email and dice.random() < 0.3:
        why = dice.choice(["bounced", "declined"])
        address = dice.choice([one.email, "old@client.example"])
        with writing("invitations"):
            LeftAlone.objects.create(
                contact=one, company=company, email=address, why=why, at=timezone.now()
            )
    return one


def _can_be_invited(contact: Contact) -> bool:
    alone = LeftAlone.objects.filter(contact=contact, email=contact.email).first()
    stop = obstacle(contact, alone.why if alone else "")
    return not stop and contact.access == Contact.Access.NONE


@pytest.mark.spec("S3.3.2b")
def test_the_invited_are_told_by_age_and_can_be_invited_once_more(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        new, old, quiet = outsiders(bakery, 3)
        for one, days in ((new, 2), (old, 40)):
            invite(olga, one)
            with writing("invitations"):
                Invitation.objects.filter(contact=one).update(
                    sent_at=timezone.now() - timedelta(days=days)
                )
        enable_silently(olga, quiet)
        ages = {one.key: one.number for one in statistics(olga, Wanted()).ages}
        assert ages == {"week": 1, "month": 0, "older": 1, "never": 1}
        campaign = turned(started(olga, Wanted(again=("older", "never"))))
        assert tally(campaign).queued == 2
        assert [len(mails_to(one)) for one in (new, old, quiet)] == [1, 2, 1]


@pytest.mark.spec("S3.3.3")
def test_a_number_that_is_no_longer_true_starts_nothing(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        first, *_rest = outsiders(bakery, 3)
        draft = draft_campaign(olga, Wanted())
        choose(olga, draft, shown={first.pk}, kept=set())
        outsiders(bakery, 1)
        with pytest.raises(Stale) as stale:
            start_campaign(olga, draft, number=2, typed="", sure=True, terms=Terms())
        assert stale.value.more == {"now": 3}
        draft.refresh_from_db()
        assert (draft.state, draft.without) == (State.DRAFT, [str(first.pk)])
        with pytest.raises(Unconfirmed):
            start_campaign(olga, draft, number=3, typed="", sure=False, terms=Terms())
        start_campaign(olga, draft, number=3, typed="", sure=True, terms=Terms())
        with pytest.raises(NotSo):
            start_campaign(olga, draft, number=3, typed="", sure=True, terms=Terms())
        assert Recipient.objects.count() == 3


@pytest.mark.spec("S3.3.3")
def test_above_five_hundred_the_number_is_typed(
    tenant: Tenant, olga: Staff, bakery: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portico.core.invitations.actions.campaigns.TYPED_ABOVE", 2)
    with scope(inside(tenant)):
        outsiders(bakery, 3)
        draft = draft_campaign(olga, Wanted())
        for typed in ("", "4", "three"):
            with pytest.raises(Unconfirmed) as no:
                start_campaign(olga, draft, number=3, typed=typed, sure=True, terms=Terms())
            assert no.value.field == "typed"
        start_campaign(olga, draft, number=3, typed=" 3 ", sure=True, terms=Terms())


@pytest.mark.spec("S3.3.1")
def test_forged_ids_of_others_change_nothing(tenant: Tenant, olga: Staff, bakery: Company) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        (theirs,) = outsiders(a_company("Theirs"), 1)
    with scope(inside(tenant)):
        mine = outsiders(bakery, 2)
        draft = draft_campaign(olga, Wanted(companies=(theirs.company_id,)))
        assert eligible_count(olga, draft) == 0
        draft = draft_campaign(olga, Wanted())
        choose(olga, draft, shown={theirs.pk}, kept={theirs.pk, mine[0].pk})
        assert {one.pk for one in chosen(olga, draft)} == {one.pk for one in mine}
        with pytest.raises(PermissionDenied):
            draft_campaign(a_technician(), Wanted())


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
