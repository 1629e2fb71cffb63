"""A hundred at once with the same state, code and cookie: one question, one session."""

from collections.abc import Iterator
from typing import Any

import pytest

from portico.core.federation.jobs import exchange
from portico.core.federation.models import SsoAttempt
from portico.core.identity import cookies
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import a_browser
from portico.core.identity.tests.test_races import AT_ONCE, together
from portico.kernel.tenancy import context, scope, staff_scope

from .provider import Provider, running_provider
from .test_sign_on import a_place, begin, come_back

pytestmark = [pytest.mark.spec("S2.8.2a"), pytest.mark.django_db(transaction=True)]
COOKIE = "portico_sign_on"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as found:
        yield found


def test_of_a_hundred_answers_one_counts_and_one_session_begins(
    provider: Provider, settings: Any
) -> None:
    settings.OUTBOUND_ALLOWED = provider.networks
    place = a_place(provider)
    person = a_browser(place.tenant)
    asked = begin(place, person)
    code = provider.code(asked)
    browsers = [a_browser(place.tenant, **{"x-number": str(n)}) for n in range(100)]
    for one in browsers:
        one.cookies[COOKIE] = person.cookies[COOKIE].value
    waiting = list(browsers)

    def answer() -> int:
        browser = waiting.pop()
        browser.defaults["REMOTE_ADDR"] = f"10.0.0.{len(waiting)}"
        status: int = come_back(place, browser, asked, code).status_code
        return status

    answers = [one for _ in range(4) for one in together(answer, times=AT_ONCE)]
    assert sorted(answers) == [302] + [400] * 99
    with scope(staff_scope(place.tenant.id)):
        attempt = SsoAttempt.objects.get()

    def job() -> None:
        with context(staff_scope(place.tenant.id)):
            exchange(attempt=str(attempt.pk))

    together(job, times=8)
    assert provider.asked == 1

    def enter() -> bool:
        browser = browsers.pop()
        browser.get(f"/portal/sign-on/wait/{attempt.pk}/")
        return cookies.PORTAL in browser.cookies

    entered = [one for _ in range(4) for one in together(enter, times=AT_ONCE)]
    assert entered.count(True) == 1
    with scope(staff_scope(place.tenant.id)):
        assert PortalSession.objects.count() == 1
