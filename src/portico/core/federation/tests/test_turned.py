"""Whoever was turned away is seen by the client's own IT, each once, with how often."""

from collections.abc import Iterator
from typing import Any

import pytest

from portico.core.access.actors import Reach
from portico.core.access.tests.factories import a_client
from portico.core.federation import queries
from portico.core.federation.permissions import MANAGE
from portico.core.identity.tests.factories import a_browser
from portico.kernel.tenancy import scope, staff_scope

from .provider import Provider, running_provider
from .test_sign_on import a_place, walk

pytestmark = [pytest.mark.spec("S2.8.2a", "S0.3.1"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as found:
        yield found


def test_somebody_new_who_may_not_join_is_named_to_their_it(
    provider: Provider, settings: Any
) -> None:
    settings.OUTBOUND_ALLOWED = provider.networks
    place = a_place(provider)
    for _time in range(2):
        page = walk(
            place, provider, a_browser(place.tenant), email="new@client.example", sub="new-one"
        )
        assert "There is no access for you yet" in page.text
    walk(place, provider, a_browser(place.tenant), email="who@elsewhere.example", sub="who")

    it = a_client(place.company.pk, MANAGE, reach=Reach.COMPANY)
    with scope(staff_scope(place.tenant.id)):
        found = queries.turned_away(it, place.connection)
    assert [(one.email, one.reason, one.times) for one in found] == [
        ("who@elsewhere.example", "foreign_domain", 1),
        ("new@client.example", "unknown_person", 2),
    ]
