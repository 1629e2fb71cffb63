"""What looks like an attack is noticed, told once, and settled by a person."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System, Visitor
from portico.core.identity.events import SignedIn, SignInFailed
from portico.core.identity.who import as_contact
from portico.core.journal.acting import record
from portico.core.mail.models import Message
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.settings.permissions import VIEW as VIEW_SETTINGS
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.origin import Origin, origin
from portico.kernel.places import country_of
from portico.kernel.tenancy import scope

from ..actions.alerts import SettledAlready, settle_alert
from ..actions.check import check_chain
from ..jobs import WATCH, send_week, tell, watch
from ..models import Alert

SECURITY = "/staff/settings/log/security/"
SEED = System("tests")


def fail(*, ip: str, contact: UUID | None = None, identifier: str = "") -> None:
    with origin(Origin(ip=ip, door="portal")):
        record(Visitor(), SignInFailed(reason="wrong_code", contact=contact, identifier=identifier))


@pytest.fixture
def sprayed(tenant: Tenant) -> Tenant:
    """One machine has tried nine people."""
    with scope(inside(tenant)):
        for n in range(9):
            fail(ip="203.0.113.9", identifier=f"digest {n}")
    return tenant


def look(tenant: Tenant) -> None:
    with scope(inside(tenant)):
        watch()


def mail_the_week(tenant: Tenant) -> None:
    with scope(inside(tenant)):
        send_week()


def alerts(tenant: Tenant) -> list[Alert]:
    with scope(inside(tenant)):
        return list(Alert.objects.order_by("id"))


@pytest.mark.spec("S3.8.4")
def test_a_spray_is_one_alert_however_often_we_look(sprayed: Tenant) -> None:
    look(sprayed)
    look(sprayed)

    found = alerts(sprayed)
    assert [(one.kind, one.about, one.people) for one in found] == [("spray", "203.0.113.9", 9)]


def test_another_msp_sees_nothing_of_it(sprayed: Tenant) -> None:
    look(sprayed)
    other = an_msp("Beta MSP")

    assert not alerts(other)
    assert "203.0.113.9" not in somebody(other).get(SECURITY).text


def test_who_may_read_the_log_hears_of_it_once(sprayed: Tenant) -> None:
    look(sprayed)
    with scope(inside(sprayed)):
        tell(alert=str(alerts(sprayed)[0].pk))
    with scope(inside(sprayed)):
        told = list(Message.objects.filter(subject__startswith="Security:"))

    assert len(told) == 1
    assert told[0].subject == "Security: One machine tried many people"


@pytest.mark.spec("S3.8.4")
def test_many_tries_at_one_person_name_the_person(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        anna = a_contact(a_company("Bluebird Bakery"), "Anna Ade")
        for n in range(12):
            fail(ip=f"198.51.100.{n}", contact=anna.pk)
    look(tenant)

    page = owner.get(SECURITY).text
    assert "Many tries at one person" in page
    assert "Anna Ade" in page
    assert "Bluebird Bakery" in page


def test_an_alert_is_settled_with_a_word_and_once(sprayed: Tenant, owner: Client) -> None:
    look(sprayed)
    address = f"{SECURITY}{alerts(sprayed)[0].pk}/"

    empty = owner.post(address, {"note": " "})
    done = owner.post(address, {"note": "Their own office"}, follow=True)

    assert empty.status_code == 422
    assert "Their own office" in done.text
    with scope(inside(sprayed)), pytest.raises(SettledAlready):
        settle_alert(SEED, alerts(sprayed)[0], note="again")


def test_what_goes_on_after_that_is_a_new_alert(sprayed: Tenant) -> None:
    look(sprayed)
    with scope(inside(sprayed)):
        settle_alert(SEED, Alert.objects.get(), note="ours")
    look(sprayed)

    assert len(alerts(sprayed)) == 2


def test_who_may_not_read_the_log_finds_none_of_this(sprayed: Tenant) -> None:
    look(sprayed)
    reader = somebody(sprayed, VIEW_SETTINGS)
    address = f"{SECURITY}{alerts(sprayed)[0].pk}/"

    assert reader.get(SECURITY).status_code == 404
    assert reader.get(address).status_code == 404
    assert reader.post(address, {"note": "x"}).status_code == 404


@pytest.mark.spec("S3.8.4")
def test_two_countries_within_two_hours(tenant: Tenant, settings: object, tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text(
        "192.0.2.0,192.0.2.255,DE\n198.51.100.0,198.51.100.255,BR\n"
        '"2001:db8::","2001:db8::ffff","eu","CH"\n'
    )
    settings.PLACES = table  # type: ignore[attr-defined] # pytest-django's
    with scope(inside(tenant)):
        anna = a_contact(a_company(), "Anna Ade")
        person = as_contact(anna)
        for ip in ("192.0.2.7", "198.51.100.7"):
            with origin(Origin(ip=ip)):
                record(person, SignedIn(method="code", aal=1, new_device=False), on=anna)
    look(tenant)

    assert country_of("2001:db8::5", table) == "CH"
    assert country_of("203.0.113.1", table) == country_of("no address", table) == ""
    assert [(one.kind, one.detail) for one in alerts(tenant)] == [("travel", "DE → BR")]


@pytest.mark.spec("S2.9.2b")
def test_the_chain_is_checked_and_the_page_says_so(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        check_chain(WATCH)

    assert "The chain is unbroken:" in owner.get("/staff/settings/log/").text


@pytest.mark.spec("S3.8.4")
def test_the_week_comes_on_monday_morning_and_once(sprayed: Tenant) -> None:
    monday = _next_monday(sprayed)
    with time_machine.travel(monday.replace(hour=6), tick=False):
        mail_the_week(sprayed)
    with time_machine.travel(monday.replace(hour=7, minute=11), tick=False):
        mail_the_week(sprayed)
        mail_the_week(sprayed)

    with scope(inside(sprayed)):
        told = list(Message.objects.filter(subject__startswith="Security this week"))
    assert [one.subject for one in told] == ["Security this week: 9 failed sign-ins"]


def test_nobody_gets_the_week_who_has_declined_it(sprayed: Tenant, owner: Client) -> None:
    owner.post(f"{SECURITY}mail/", {"wanted": "off"})
    with time_machine.travel(_next_monday(sprayed).replace(hour=7, minute=11), tick=False):
        mail_the_week(sprayed)

    with scope(inside(sprayed)):
        assert not Message.objects.filter(subject__startswith="Security this week").exists()


def test_a_colleague_who_may_not_read_the_log_gets_no_mail(sprayed: Tenant) -> None:
    somebody(sprayed, VIEW_SETTINGS)
    look(sprayed)
    with scope(inside(sprayed)):
        tell(alert=str(alerts(sprayed)[0].pk))
    with scope(inside(sprayed)):
        readers = set(StaffUser.objects.values_list("email", flat=True))
        told = set(Message.objects.filter(subject__startswith="Security:").values_list("to"))

    assert len(told) < len(readers)


def _next_monday(tenant: Tenant) -> datetime:
    now = timezone.now().astimezone(ZoneInfo(tenant.zone))
    return now + timedelta(days=7 - now.weekday())
