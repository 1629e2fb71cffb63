"""A hundred at once: of the same link one gets in, and limits let exactly their number through."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from portico.core.access.actors import Visitor
from portico.core.identity import cookies
from portico.core.identity.actions.limit import Limit, spend
from portico.core.identity.models import LoginRequest, PortalSession
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import door_scope, scope, staff_scope

from .factories import a_browser, ask, the_letter

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 25  # connections; four rounds make the hundred


def together[T](deed: Callable[[], T], *, times: int) -> list[T]:
    """Do it in `times` threads that start at the same moment, each with its own connection."""
    gate, results = threading.Barrier(times), list[T]()

    def run() -> None:
        try:
            gate.wait(timeout=30)
            results.append(deed())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.spec("S1.3.1", "S1.3.3")
def test_of_a_hundred_with_the_same_link_and_cookie_one_gets_in() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        carla = a_contact(a_company(), email="carla@bluebird.example")
    person = a_browser(tenant)
    ask(person, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter
    secret = person.cookies[cookies.BROWSER].value
    browsers = [a_browser(tenant, **{"x-number": str(n)}) for n in range(100)]
    for browser in browsers:
        browser.cookies[cookies.BROWSER] = secret

    def press() -> int:
        browser = browsers.pop()
        machine = f"10.0.0.{len(browsers)}"
        return browser.post(letter.path, {"secret": letter.secret}, REMOTE_ADDR=machine).status_code

    answers = [one for _ in range(4) for one in together(press, times=AT_ONCE)]

    assert sorted(answers) == [302] + [410] * 99
    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.count() == 1


@pytest.mark.spec("S1.3.6")
def test_parallel_tries_cannot_slip_through_a_limit() -> None:
    tenant = a_tenant()
    limit = Limit("test", 7, 3600)

    def take() -> int:
        with scope(door_scope(tenant.id)):
            return spend(Visitor(), (limit, "somebody"))

    waits = together(take, times=AT_ONCE)

    assert sum(wait == 0 for wait in waits) == 7
    assert all(3000 < wait <= 3600 for wait in waits if wait)


def test_guesses_at_once_count_each_for_itself() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        carla = a_contact(a_company(), email="carla@bluebird.example")
    person = a_browser(tenant)
    ask(person, carla.email)
    assert the_letter(tenant, carla.email)
    secret = person.cookies[cookies.BROWSER].value

    def guess() -> int:
        browser = a_browser(tenant)
        browser.cookies[cookies.BROWSER] = secret
        return browser.post("/portal/login/check/", {"code": "2345-6789"}).status_code

    answers = together(guess, times=20)

    assert answers.count(422) <= 5
    assert answers.count(410) >= 15
    with scope(staff_scope(tenant.id)):
        assert LoginRequest.objects.get().tries == 5
