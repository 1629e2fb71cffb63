"""The secret of an app that nobody has confirmed: seen once, it is worth nothing elsewhere."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portico.core.identity.actions.factor import SHOWN, WrongCode, confirm_factor, prepare_factor
from portico.core.identity.totp import current_code
from portico.core.identity.who import as_staff
from portico.core.people.models import StaffUser
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import signed_in_staff

pytestmark = [pytest.mark.spec("S0.3.1", "S1.3.5"), pytest.mark.django_db]


def test_another_session_and_a_later_hour_have_another_secret(
    tenant: Tenant, tess: StaffUser
) -> None:
    me = as_staff(tess, teams=frozenset())
    with scope(staff_scope(tenant.id)):
        seen = prepare_factor(me, session="thief")
        assert prepare_factor(me, session="thief") == seen
        with time_machine.travel(timezone.now() + SHOWN + timedelta(seconds=1)):
            assert prepare_factor(me, session="thief") != seen
        own = prepare_factor(me, session="own")
        assert own != seen
        with pytest.raises(WrongCode):
            confirm_factor(me, code=current_code(seen, now=timezone.now()), session="own")
        with pytest.raises(WrongCode):
            confirm_factor(me, code=current_code(own, now=timezone.now()), session="thief")
        assert confirm_factor(me, code=current_code(own, now=timezone.now()), session="own")


def test_an_open_desk_shows_no_picture_of_the_next_app(tess: StaffUser) -> None:
    browser = signed_in_staff(tess)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        answer = browser.get("/staff/account/app/picture.svg")
    assert (answer.status_code, "/staff/proof/" in answer["Location"]) == (302, True)
