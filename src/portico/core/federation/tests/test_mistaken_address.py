"""Staff correct an address: the account that came in under the wrong one is somebody else's."""

from collections.abc import Iterator
from typing import Any

import pytest

from portico.core.federation.models import Subject
from portico.core.identity.tests.factories import a_browser
from portico.core.people.actions.contacts import change_contact
from portico.kernel.tenancy import scope, staff_scope

from .provider import Provider, running_provider
from .test_sign_on import SYSTEM, Place, a_place, walk

pytestmark = [pytest.mark.spec("S2.8.2a", "S1.6.2"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as found:
        yield found


@pytest.fixture
def place(provider: Provider, settings: Any) -> Place:
    settings.OUTBOUND_ALLOWED = provider.networks
    return a_place(provider)


def test_an_account_under_a_mistaken_address_is_not_the_contacts_afterwards(
    place: Place, provider: Provider
) -> None:
    """Staff correct the address: who came in by the wrong one stays out, the right one comes in."""
    wrong, right = a_browser(place.tenant), a_browser(place.tenant)
    assert walk(place, provider, wrong, sub="namesake")["Location"] == "/portal/"
    with scope(staff_scope(place.tenant.id)):
        change_contact(SYSTEM, place.carla, email="carla.c@client.example")
        assert not Subject.objects.exists()

    assert walk(place, provider, wrong, sub="namesake").status_code == 403
    claims = {"sub": "carla", "email": "carla.c@client.example"}
    assert walk(place, provider, right, **claims)["Location"] == "/portal/"
    with scope(staff_scope(place.tenant.id)):
        assert Subject.objects.get().subject == "carla"
