"""Anybody may type any address: that ends nothing that the person behind it has under way."""

import pytest

from portico.core.identity import cookies
from portico.core.identity.actions.ask import MOST_OPEN
from portico.core.identity.models import LoginRequest
from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import a_browser, a_portal_session, ask, is_in, mailed

pytestmark = pytest.mark.django_db


@pytest.mark.spec("S1.3.1", "S1.3.6")
def test_a_stranger_who_asks_too_ends_nothing(tenant: Tenant, carla: Contact) -> None:
    person, stranger = a_browser(tenant), a_browser(tenant)
    ask(person, carla.email)
    mine = mailed(tenant, carla.email)
    ask(stranger, carla.email)
    theirs = mailed(tenant, carla.email)

    stranger.post("/portal/login/check/", {"code": mine.code})
    stranger.post(mine.path, {"secret": mine.secret})
    assert not is_in(stranger)
    assert person.post("/portal/login/check/", {"code": theirs.code}).status_code == 422
    assert person.post("/portal/login/check/", {"code": mine.code}).status_code == 302
    assert is_in(person)


@pytest.mark.spec("S1.3.6")
def test_few_are_open_at_once_and_whoever_asks_most_loses_first(
    tenant: Tenant, carla: Contact
) -> None:
    person = a_browser(tenant)
    person.post("/portal/login", {"email": carla.email}, REMOTE_ADDR="203.0.113.9")
    mine = mailed(tenant, carla.email)
    for _ in range(MOST_OPEN):
        assert ask(a_browser(tenant), carla.email).status_code == 302

    with scope(staff_scope(tenant.id)):
        assert LoginRequest.objects.filter(replaced_at=None).count() == MOST_OPEN
    person.post("/portal/login/check/", {"code": mine.code})
    assert is_in(person)


@pytest.mark.spec("S1.3.6")
def test_many_machines_do_not_end_what_a_known_device_asked(tenant: Tenant, carla: Contact) -> None:
    person = a_browser(tenant)
    person.cookies[cookies.DEVICE] = a_portal_session(carla).device
    ask(person, carla.email)
    mine = mailed(tenant, carla.email)
    for number in range(2 * MOST_OPEN):
        stranger = a_browser(tenant)
        stranger.post("/portal/login", {"email": carla.email}, REMOTE_ADDR=f"10.0.{number}.1")

    with scope(staff_scope(tenant.id)):
        assert LoginRequest.objects.filter(replaced_at=None).count() == MOST_OPEN
    person.post(mine.path, {"secret": mine.secret})
    assert is_in(person)
