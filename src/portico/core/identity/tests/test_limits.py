"""Too often is too often: per address, per machine, per tenant; and it passes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portico.core.access.actors import Visitor
from portico.core.identity import cookies
from portico.core.identity.actions import limit
from portico.core.identity.actions.limit import Limit, spend
from portico.core.identity.models import Bucket, LoginRequest
from portico.core.journal.models import Entry
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import door_scope, scope, staff_scope

from .factories import (
    GOOD_PASSWORD,
    a_browser,
    a_portal_session,
    a_staff_session,
    ask,
    code_for,
    equipped,
    is_in,
    is_staff_in,
    mailed,
    type_password,
)

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S1.3.6")]


def test_one_address_from_one_machine_runs_out(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    answers = [ask(browser, carla.email) for _ in range(limit.ASK_BOTH.burst + 1)]

    refused = answers.pop()
    assert {one.status_code for one in answers} == {302}
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= limit.ASK_BOTH.seconds
    assert "a lot in a short time" in refused.text
    with scope(staff_scope(tenant.id)):
        assert LoginRequest.objects.count() == limit.ASK_BOTH.burst


def test_an_address_runs_out_over_all_machines(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    answers = [
        browser.post("/portal/login", {"email": carla.email}, REMOTE_ADDR=f"10.0.{n}.1").status_code
        for n in range(limit.ASK_EMAIL.burst + 1)
    ]

    assert answers.count(302) == limit.ASK_EMAIL.burst
    assert answers[-1] == 429


def test_a_machine_runs_out_over_all_addresses(tenant: Tenant) -> None:
    browser = a_browser(tenant)
    answers = [
        browser.post("/portal/login", {"email": f"n{n}@example.com"}).status_code
        for n in range(limit.ASK_MACHINE.burst + 5)
    ]

    assert limit.ASK_MACHINE.burst <= answers.count(302) <= limit.ASK_MACHINE.burst + 4
    assert 429 in answers


def test_an_unknown_address_runs_out_like_a_known_one(tenant: Tenant, carla: Contact) -> None:
    counts = []
    for email in (carla.email, "nobody@nowhere.example"):
        browser = a_browser(tenant)
        answers = [ask(browser, email).status_code for _ in range(9)]
        counts.append(answers.count(302))

    assert counts == [limit.ASK_BOTH.burst] * 2


def test_other_people_and_other_tenants_are_not_held_back(tenant: Tenant, carla: Contact) -> None:
    for _ in range(9):
        ask(a_browser(tenant), carla.email)

    assert ask(a_browser(tenant), "other@bluebird.example").status_code == 302
    assert ask(a_browser(a_tenant("Beta MSP")), carla.email).status_code == 302


def test_waiting_as_long_as_was_said_helps(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    wait = int([ask(browser, carla.email) for _ in range(9)][-1]["Retry-After"])

    with time_machine.travel(timezone.now() + timedelta(seconds=wait), tick=False):
        assert ask(browser, carla.email).status_code == 302
        assert ask(browser, carla.email).status_code == 429


def test_a_refused_try_stays_counted_and_is_recorded_once(tenant: Tenant, carla: Contact) -> None:
    for _ in range(limit.ASK_BOTH.burst + 4):
        ask(a_browser(tenant), carla.email)

    with scope(staff_scope(tenant.id)):
        assert Bucket.objects.get(key__startswith="ask.both").refused == 4
        assert Entry.objects.filter(name="identity.rate_limited").count() == 1


def test_a_bucket_never_holds_more_than_its_burst(tenant: Tenant) -> None:
    small = Limit("test", 2, 10)
    with scope(door_scope(tenant.id)):
        assert spend(Visitor(), (small, "x")) == 0
        with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
            assert [spend(Visitor(), (small, "x")) for _ in range(3)] == [0, 0, 10]


@pytest.mark.parametrize(
    ("ip", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_machine_is_an_address_or_a_whole_network(ip: str, key: str) -> None:
    assert limit.machine_key(ip) == key


def test_strangers_cannot_keep_a_known_device_out(tenant: Tenant, carla: Contact) -> None:
    own = a_browser(tenant)
    own.cookies[cookies.DEVICE] = a_portal_session(carla).device
    _empty(tenant, carla.email)
    assert ask(a_browser(tenant), carla.email).status_code == 429

    assert ask(own, carla.email).status_code == 302
    own.post("/portal/login/check/", {"code": mailed(tenant, carla.email).code})
    assert is_in(own)


def test_a_known_device_has_an_end_too_and_counts_for_its_own_address_only(
    tenant: Tenant, carla: Contact
) -> None:
    own = a_browser(tenant)
    own.cookies[cookies.DEVICE] = a_portal_session(carla).device
    answers = [ask(own, carla.email).status_code for _ in range(limit.ASK_KNOWN.burst + 1)]
    assert answers == [302] * limit.ASK_KNOWN.burst + [429]

    _empty(tenant, "other@bluebird.example")
    assert ask(own, "other@bluebird.example").status_code == 429


def test_a_device_somebody_made_up_changes_nothing(tenant: Tenant, carla: Contact) -> None:
    a_portal_session(carla)
    _empty(tenant, carla.email)
    for made_up in ("", "x", "y" * 22):
        stranger = a_browser(tenant)
        stranger.cookies[cookies.DEVICE] = made_up
        assert ask(stranger, carla.email).status_code == 429


def test_one_machine_takes_a_third_of_an_address_at_most(tenant: Tenant, carla: Contact) -> None:
    start, let_through = timezone.now(), 0
    for minute in range(60):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            answers = [ask(a_browser(tenant), carla.email).status_code for _ in range(2)]
            let_through += answers.count(302)
            elsewhere = a_browser(tenant).post(
                "/portal/login", {"email": carla.email}, REMOTE_ADDR=f"10.9.{minute}.1"
            )
            assert elsewhere.status_code == 302 or minute > 20

    whole = limit.ASK_EMAIL.burst + 3600 / limit.ASK_EMAIL.seconds
    assert let_through <= whole / 3


@pytest.mark.spec("S1.3.6")
def test_strangers_cannot_keep_an_employee_out_of_a_known_device(
    tenant: Tenant, tess: StaffUser
) -> None:
    secret = equipped(tess)
    own = a_browser(tenant)
    own.cookies[cookies.DEVICE] = a_staff_session(tess).device
    with scope(door_scope(tenant.id)):
        while not spend(Visitor(), (limit.STAFF_ACCOUNT, limit.email_key(tess.email))):
            pass
    assert type_password(a_browser(tenant), tess).status_code == 429

    assert type_password(own, tess, GOOD_PASSWORD).status_code == 302
    own.post("/staff/login/code/", {"code": code_for(secret)})
    assert is_staff_in(own)


def test_half_a_session_makes_no_device_known(tenant: Tenant, tess: StaffUser) -> None:
    equipped(tess)
    half = a_browser(tenant)
    half.cookies[cookies.DEVICE] = a_staff_session(tess, aal=1).device
    with scope(door_scope(tenant.id)):
        while not spend(Visitor(), (limit.STAFF_ACCOUNT, limit.email_key(tess.email))):
            pass

    assert type_password(half, tess).status_code == 429


def test_guesses_on_a_known_device_are_counted(tenant: Tenant, tess: StaffUser) -> None:
    equipped(tess)
    own = a_browser(tenant)
    own.cookies[cookies.DEVICE] = a_staff_session(tess).device
    with scope(door_scope(tenant.id)):
        key = limit.for_password(tess.email, known=own.cookies[cookies.DEVICE].value)
        while not spend(Visitor(), *key):
            pass

    assert type_password(own, tess).status_code == 429


def _empty(tenant: Tenant, email: str) -> None:
    """Machines all over the world have asked for this address."""
    with scope(door_scope(tenant.id)):
        while not spend(Visitor(), (limit.ASK_EMAIL, limit.email_key(email))):
            pass
