"""How much clients use the portal: counted once, read cheaply."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.identity.tests.factories import a_browser
from portico.core.identity.tests.msps import inside, somebody
from portico.core.joining.models import PortalLinkUse
from portico.core.joining.tests.factories import a_link
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..actions.count import count_adoption
from ..models import AdoptionFigure, AdoptionTotal
from ..ports import USES
from .factories import SETUP

HERE = "/staff/reviews/adoption/"


def people(tenant: Tenant) -> None:
    """Bluebird is busy, Quiet is not, and Closed may not come in."""
    now = timezone.now()
    with scope(inside(tenant)):
        busy, quiet = a_company("Bluebird Bakery"), a_company("Quiet Quarry")
        closed = a_company("Closed Café", portal_enabled=False)
        a_contact(busy, "Anna Ade", last_seen_at=now - timedelta(days=1))
        a_contact(busy, "Ben Bit", last_seen_at=now - timedelta(days=40))
        a_contact(quiet, "Carl Cold", last_seen_at=now - timedelta(days=120))
        a_contact(quiet, "Dora Door", access=Contact.Access.INVITED, person=None)
        a_contact(closed, "Eve End", last_seen_at=now)
        a_contact(quiet, "Nobody", access=Contact.Access.NONE, person=None)


@pytest.mark.spec("S3.8.2", "S4.6.7", "S4.6.9")
def test_the_figures_add_up_and_the_quiet_ones_come_first(tenant: Tenant, owner: Client) -> None:
    people(tenant)
    assert "Not counted yet" in owner.get(HERE).text
    assert owner.post(f"{HERE}count/").status_code == 302
    with scope(inside(tenant)):
        count_adoption(SETUP)
        count_adoption(SETUP)  # a second time changes nothing
        totals = AdoptionTotal.objects.get().totals
        figure = AdoptionFigure.objects.get(company__name="Quiet Quarry")
    expected = {"eligible": 4, "joined": 3, "active": 1, "dormant": 1, "never": 1, "companies": 3}
    assert {key: totals[key] for key in expected} == expected
    assert (figure.eligible, figure.dormant, figure.never) == (2, 1, 1)

    shown = owner.get(HERE).text
    assert shown.index("Quiet Quarry") < shown.index("Bluebird Bakery")
    assert "25 %" in shown
    table = b"".join(owner.post(f"{HERE}companies.csv")).decode()
    assert "Quiet Quarry,2" in table
    for order in ("active", "never", "open", "nonsense"):
        assert owner.get(HERE, {"order": order, "after": "mangled"}).status_code == 200


@pytest.mark.spec("S3.8.2")
def test_the_page_reads_and_does_not_count(tenant: Tenant, owner: Client) -> None:
    people(tenant)
    with scope(inside(tenant)):
        count_adoption(SETUP)
    owner.get(HERE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        owner.get(HERE)
    told = [one["sql"] for one in asked.captured_queries]
    mine = [sql for sql in told if "reviews_adoption" in sql]
    assert len(mine) == 2
    assert len([sql for sql in told if sql.startswith("SELECT")]) <= 8, told


def test_tickets_and_messages_are_counted_by_whoever_keeps_them(tenant: Tenant) -> None:
    assert {use.slug for use in USES} >= {"tickets", "messages"}
    with scope(inside(tenant)):
        assert [use.count(SETUP, timezone.now()) for use in USES] == [{} for _use in USES]


@pytest.mark.spec("S4.4.8e")
def test_how_long_signing_up_takes_is_measured_from_click_to_in(tenant: Tenant) -> None:
    now = timezone.now()
    with scope(inside(tenant)):
        company = a_company()
    link = a_link(company).row
    kind = PortalLinkUse.Kind
    with scope(inside(tenant)), writing("joining"):
        for number, seconds in enumerate((20, 40, 300)):
            story = [(kind.OPENED, "", seconds), (kind.CODE_SENT, "a", 10), (kind.JOINED, "a", 0)]
            for what, email, before in story:
                PortalLinkUse.objects.create(
                    link=link,
                    company=company,
                    kind=what,
                    at=now - timedelta(hours=2 * number, seconds=before),
                    email=f"{email}{number}@x.example" if email else "",
                    network=f"10.0.{number}.0",
                )
    with scope(inside(tenant)):
        count_adoption(SETUP)
        total = AdoptionTotal.objects.get()
    assert (total.sign_up_seconds, total.sign_ups) == (40, 3)
    assert len(total.weeks) == 12


@pytest.mark.spec("S3.8.2", "G1")
def test_nobody_else_sees_the_figures(tenant: Tenant) -> None:
    desk = somebody(tenant)
    assert desk.get(HERE).status_code == 404
    assert a_browser(tenant).get(HERE).status_code == 302
    assert desk.post(f"{HERE}companies.csv").status_code == 404
    assert desk.post(f"{HERE}count/").status_code == 404
