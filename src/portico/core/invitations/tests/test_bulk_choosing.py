"""Whom many invitations go to: filters, figures that add up, and the confirmed number."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.access.tests.factories import a_technician
from portico.core.identity.tests.msps import an_msp, inside
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_site
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..actions.campaigns import (
    NotSo,
    Stale,
    Terms,
    Unconfirmed,
    choose,
    draft_campaign,
    start_campaign,
)
from ..actions.single import enable_silently, invite
from ..models import Campaign, Invitation, LeftAlone, Recipient
from ..queries import choices, chosen, eligible_count, statistics, tally
from ..rules import Wanted, obstacle, wanted_from
from .factories import mails_to, outsiders, started, turned

State = Campaign.State


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


@pytest.mark.spec("S3.3.1", "S3.3.2c")
def test_filters_leave_whom_they_name_and_the_figures_still_add_up(
    tenant: Tenant, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        florist = a_company("Florist", industry="Retail")
        (boss,) = outsiders(florist, 1, is_primary=True)
        outsiders(florist, 1, access=Contact.Access.DISABLED)
        (here,) = outsiders(bakery, 1, site=a_site(bakery, "Mill Lane"))
        (known,) = outsiders(bakery, 1)
        role = Role.objects.get(key="finance")
        enable_silently(olga, known, role=role)
        for wanted, eligible, everybody in (
            (Wanted(), {boss, here}, 4),
            (Wanted(kind="main"), {boss}, 1),
            (Wanted(kind="other"), {here}, 3),
            (Wanted(industry="Retail"), {boss}, 2),
            (Wanted(companies=(bakery.pk,), site=here.site_id), {here}, 1),
            (Wanted(again=("never",), role=role.pk), {known}, 1),
        ):
            found, draft = statistics(olga, wanted), draft_campaign(olga, wanted)
            assert found.all == everybody
            assert found.all == found.eligible + found.invited + found.active + found.blocked
            assert set(chosen(olga, draft)) == eligible
            assert wanted_from(draft.wanted) == wanted
        offered = choices(olga, Wanted(companies=(bakery.pk,)))
        assert ([one.name for one in offered.sites], offered.industries) == (
            ["Mill Lane"],
            ["Retail"],
        )
        stray = Wanted(companies=(florist.pk,), site=here.site_id, industry="Mining")
        assert choices(olga, stray).without_unknown(stray) == Wanted(companies=(florist.pk,))


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
