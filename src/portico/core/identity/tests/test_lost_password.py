"""A lost password: a mailed link sets a new one, ends all sessions, and opens nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.identity.jobs import send_link
from portico.core.mail.models import Message
from portico.core.people.models import StaffUser
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    GOOD_PASSWORD,
    a_browser,
    code_for,
    equipped,
    is_staff_in,
    link_to,
    names,
    signed_in_staff,
    type_password,
)

pytestmark = pytest.mark.django_db

SYSTEM = System("test")


@pytest.mark.spec("S3.6.5")
def test_a_lost_password_is_set_by_mail_and_ends_all_sessions(
    tenant: Tenant, tess: StaffUser
) -> None:
    secret, working = equipped(tess), signed_in_staff(tess)
    browser = a_browser(tenant)
    browser.post("/staff/login/forgotten/", {"email": tess.email})
    with scope(staff_scope(tenant.id)):
        send_link(email=tess.email)
    token, new = link_to(tess), "eight green doors in a row"

    assert browser.get("/staff/password").status_code == 200
    assert is_staff_in(working)  # opening the page and asking change nothing
    answer = browser.post("/staff/password", {"token": token, "password": new, "repeated": new})

    assert answer["Location"] == "/staff/login/code/"  # the second factor is asked for all the same
    assert not is_staff_in(working)
    browser.post("/staff/login/code/", {"code": code_for(secret)})
    assert is_staff_in(browser)
    assert type_password(a_browser(tenant), tess).status_code == 422
    assert {"password_reset_requested", "password_reset"} <= set(names(tenant))
    again = {"token": token, "password": new, "repeated": new}
    assert a_browser(tenant).post("/staff/password", again).status_code == 410


@pytest.mark.parametrize("case", ["late", "other_tenant", "wrong_purpose", "switched_off", "junk"])
def test_a_password_link_that_is_not_right_opens_nothing(
    tenant: Tenant, tess: StaffUser, case: str
) -> None:
    equipped(tess)
    with scope(staff_scope(tenant.id)):
        send_link(email=tess.email)
        token = link_to(tess)
        if case == "switched_off":
            with writing("people"):
                StaffUser.objects.filter(pk=tess.pk).update(status=StaffUser.Status.DISABLED)
    browser = a_browser(a_tenant("Beta MSP") if case == "other_tenant" else tenant)
    path = "/staff/join" if case == "wrong_purpose" else "/staff/password"
    data = {"token": "junk" if case == "junk" else token, "password": GOOD_PASSWORD}
    later = timezone.now() + timedelta(minutes=31 if case == "late" else 0)

    with time_machine.travel(later, tick=False):
        answer = browser.post(path, data | {"repeated": GOOD_PASSWORD})

    assert answer.status_code == 410
    assert "This link has ended" in answer.text


def test_nobody_unknown_gets_a_password_mail(tenant: Tenant, tess: StaffUser) -> None:
    with scope(staff_scope(tenant.id)):
        send_link(email="nobody@msp.example")
        with writing("people"):
            StaffUser.objects.filter(pk=tess.pk).update(status=StaffUser.Status.DISABLED)
        send_link(email=tess.email)
        assert not Message.objects.exists()
