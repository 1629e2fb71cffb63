"""Support PINs: once each, for a minute or two, for one contact, and not for guessing."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Contact as Actor
from portico.core.access.actors import Staff, Viewer
from portico.core.access.permissions import NotVisible, OnlyLooking
from portico.core.identity.who import as_contact
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Contact
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import open_text
from portico.kernel.ids import new_id

from .. import queries
from ..actions.ask import answer, ask_contact, check_code
from ..actions.callers import check_caller, digits_of, show_code
from ..actions.demands import change_demands
from ..actions.pins import check_pin
from ..models import Check, PinTries
from ..permissions import CHECK, MANAGE
from ..rules import MOST_FAILURES, NothingWaits, only_digits

pytestmark = pytest.mark.django_db
State = Check.State
NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Five seconds into a minute, so that no test meets the change of the window by chance."""
    with time_machine.travel(NOON, tick=False):
        yield


def elena(*more: str) -> Staff:
    row = a_staff_user("Elena Marchetti")
    return Staff(row.pk, row.name, row.email, frozenset({CHECK.code, VIEW.code, *more}))


def later(**time: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def pin_of(contact: Contact) -> str:
    return queries.own_pin(as_contact(contact)).digits


def wrong(contact: Contact) -> str:
    """Six digits that are not the PIN of this minute or the last."""
    return f"{(int(pin_of(contact)) + 77) % 10**6:06}"


@pytest.mark.spec("S2.2.9")
def test_the_pin_of_the_portal_verifies_at_the_desk_once(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    pin = pin_of(carla)
    assert len(pin) == 6

    assert check_pin(me, carla, pin=f"{pin[:3]} {pin[3:]}").state == State.VERIFIED
    assert check_pin(me, carla, pin=pin).state == State.FAILED  # a replay
    assert sorted(one.name for one in Entry.objects.all()) == [
        "verification.failed",
        "verification.verified",
    ]
    entry = Entry.objects.get(name="verification.verified")
    assert (entry.actor_id, entry.subject_id, entry.is_security) == (me.id, carla.pk, True)
    assert pin not in str(list(Entry.objects.values()))


@pytest.mark.spec("S2.2.9")
def test_whoever_reads_slowly_is_in_time_and_whoever_is_late_is_not(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    pin = pin_of(carla)
    with later(seconds=60):
        assert pin_of(carla) != pin
        assert check_pin(me, carla, pin=pin).state == State.VERIFIED
    with later(seconds=300):
        old = pin_of(carla)
    with later(seconds=420):
        assert check_pin(me, carla, pin=old).state == State.FAILED
    with later(seconds=600):
        early = pin_of(carla)
    with later(seconds=540):  # a clock that runs ahead gives nothing away
        assert check_pin(me, carla, pin=early).state == State.FAILED


@pytest.mark.spec("S2.2.9")
def test_after_a_newer_pin_the_older_one_is_worth_nothing(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    old = pin_of(carla)
    with later(seconds=60):
        assert check_pin(me, carla, pin=pin_of(carla)).state == State.VERIFIED
        assert check_pin(me, carla, pin=old).state == State.FAILED


@pytest.mark.spec("S2.2.9")
@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 40])
def test_what_is_no_pin_never_verifies(tenant: Tenant, typed: str) -> None:
    assert check_pin(elena(), a_contact(), pin=typed).state == State.FAILED


@pytest.mark.spec("S2.2.9")
def test_five_wrong_ones_pause_the_contact_also_for_the_right_one(tenant: Tenant) -> None:
    me, other, carla, otto = elena(), elena(), a_contact(), a_contact(name="Otto Other")
    for number in range(MOST_FAILURES):
        who = me if number % 2 else other  # several colleagues do not get more tries
        assert check_pin(who, carla, pin=wrong(carla)).state == State.FAILED
    assert queries.locked_until(me, carla.pk) == NOON + timedelta(minutes=15)
    assert check_pin(me, carla, pin=pin_of(carla)).state == State.FAILED
    assert check_pin(me, otto, pin=pin_of(otto)).state == State.VERIFIED
    assert Entry.objects.filter(name="verification.locked", is_security=True).count() == 1

    with later(minutes=15, seconds=1):
        assert queries.locked_until(me, carla.pk) is None
        assert check_pin(me, carla, pin=pin_of(carla)).state == State.VERIFIED


@pytest.mark.spec("S2.2.9")
def test_a_good_one_forgives_the_wrong_ones_before(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    for _ in range(MOST_FAILURES - 1):
        check_pin(me, carla, pin=wrong(carla))
    check_pin(me, carla, pin=pin_of(carla))
    assert PinTries.objects.get().failures == 0


@pytest.mark.spec("S2.2.9")
def test_the_pin_of_one_contact_is_nothing_for_another(tenant: Tenant) -> None:
    carla, otto = a_contact(), a_contact(a_company("Otherwise"), "Otto Other")
    pin_of(otto)
    assert check_pin(elena(), otto, pin=pin_of(carla)).state == State.FAILED


def test_the_secret_stands_in_no_table_and_is_nobody_elses(tenant: Tenant) -> None:
    one, two = a_contact(), a_contact(name="Otto Other")
    secrets = {queries.pin_secret(each.pk) for each in (one, two)}
    assert len(secrets) == 2
    assert {len(each) for each in secrets} == {32}  # 160 bits
    assert not PinTries.objects.exists()


@pytest.mark.spec("S2.2.9")
def test_who_may_not_check_does_not(tenant: Tenant) -> None:
    row, carla = a_staff_user(), a_contact()
    with pytest.raises(PermissionDenied):
        check_pin(Staff(row.pk, "", "", frozenset({VIEW.code})), carla, pin="1")
    with pytest.raises(NotVisible):
        check_pin(Staff(row.pk, "", "", frozenset({CHECK.code})), carla, pin="1")
    with pytest.raises(PermissionDenied):
        check_pin(as_contact(carla), carla, pin=pin_of(carla))
    with pytest.raises(NotVisible):
        queries.own_pin(elena())


@pytest.mark.spec("S2.2.9", "S0.1.23")
def test_whoever_views_as_the_contact_sees_no_pin(tenant: Tenant) -> None:
    carla = a_contact()
    viewer = Viewer(new_id(), "Tess", new_id(), "#1", NOON)
    seen = Actor(carla.pk, "", "", carla.company_id, "", {}, viewer=viewer)
    with pytest.raises(NotVisible):
        queries.own_pin(seen)
    with pytest.raises(OnlyLooking):
        check_caller(seen, code="123456")


def the_code() -> str:
    """What the newest mail says."""
    mail = Message.objects.order_by("-id")[0]
    text = json.loads(open_text(mail, "sealed", mail.sealed))[0]
    found = re.search(r"^(\d{3}) (\d{3})$", text, re.MULTILINE)
    assert found, text
    return found[1] + found[2]


@pytest.mark.spec("S2.2.9")
def test_a_mailed_code_verifies_once_within_ten_minutes(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    check = ask_contact(me, carla)
    code = the_code()
    assert code not in str(Message.objects.values_list("subject"))
    assert check_code(me, check, code=code).state == State.VERIFIED
    with pytest.raises(NothingWaits):
        check_code(me, check, code=code)

    late = ask_contact(me, carla)
    with later(minutes=10, seconds=1), pytest.raises(NothingWaits):
        check_code(me, late, code=the_code())


@pytest.mark.spec("S2.2.9")
def test_a_wrong_mailed_code_ends_the_question_and_counts(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    for _ in range(MOST_FAILURES):
        check = ask_contact(me, carla)
        bad = f"{(int(the_code()) + 1) % 10**6:06}"
        assert check_code(me, check, code=bad).state == State.FAILED
    check = ask_contact(me, carla)
    assert check_code(me, check, code=the_code()).state == State.FAILED  # paused


@pytest.mark.spec("S2.2.9")
def test_a_newer_question_replaces_the_older(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    first = ask_contact(me, carla)
    code = the_code()
    ask_contact(me, carla)
    with pytest.raises(NothingWaits):
        check_code(me, first, code=code)


@pytest.mark.spec("S2.2.9")
@pytest.mark.parametrize(("is_me", "state"), [(True, "verified"), (False, "declined")])
def test_the_contact_answers_in_the_portal(tenant: Tenant, is_me: bool, state: str) -> None:
    carla = a_contact()
    check = ask_contact(elena(), carla)
    with pytest.raises(NothingWaits):
        answer(as_contact(a_contact(name="Otto Other")), check, is_me=True)
    assert answer(as_contact(carla), check, is_me=is_me).state == state
    with pytest.raises(NothingWaits):
        answer(as_contact(carla), check, is_me=True)


@pytest.mark.spec("S2.2.9")
def test_the_contact_knows_who_calls(tenant: Tenant) -> None:
    me, carla = elena(), a_contact()
    code = digits_of(show_code(me, carla))

    assert check_caller(as_contact(a_contact(name="Otto Other")), code=code) is None
    assert check_caller(as_contact(carla), code=f"{(int(code) + 1) % 10**6:06}") is None
    found = check_caller(as_contact(carla), code=f"{code[:3]} {code[3:]}")
    assert found
    assert found.staff_name == "Elena Marchetti"
    assert check_caller(as_contact(carla), code=code) is None  # overheard
    assert Entry.objects.filter(name="verification.caller_unknown").count() == 3

    old = digits_of(show_code(me, carla))
    show_code(me, carla)
    assert check_caller(as_contact(carla), code=old) is None
    late = digits_of(show_code(me, carla))
    with later(minutes=5, seconds=1):
        assert check_caller(as_contact(carla), code=late) is None


def test_the_words_for_a_refusal_are_the_tenants(tenant: Tenant) -> None:
    owner = elena(MANAGE.code)
    assert "could not confirm" in queries.script()
    change_demands(owner, script="Sorry, no.", weights={"nonsense": "refuse"})
    assert queries.script() == "Sorry, no."
    assert queries.demands().kinds == {}
    with pytest.raises(PermissionDenied):
        change_demands(elena(), script="", weights={})


@pytest.mark.parametrize(("typed", "digits"), [("12 34-56", "123456"), ("١٢", ""), ("", "")])
def test_digits_are_read_as_people_type_them(typed: str, digits: str) -> None:
    assert only_digits(typed) == digits
