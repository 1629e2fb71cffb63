"""Providers whose tokens say little: the rest is asked for, of the same account and no other."""

from typing import Any

import pytest

from portico.core.federation.models import Connection, SsoAttempt
from portico.core.identity.tests.factories import a_browser
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from ..actions.setup import ask_provider
from ..jobs import SELF, look_at_provider
from .provider import Provider
from .test_sign_on import Place, place, provider, walk

__all__ = ["place", "provider"]

pytestmark = [pytest.mark.spec("S2.8.2a", "S0.3.1"), pytest.mark.django_db]
CARLA = {"sub": "abc-123", "email": "carla@client.example", "name": "Carla Contact"}
SILENT: dict[str, Any] = {"email": None, "name": None, "preferred_username": None}


def test_an_address_that_the_token_leaves_out_is_asked_for(
    place: Place, provider: Provider
) -> None:
    with scope(staff_scope(place.tenant.id)), writing("federation"):
        Connection.objects.update(userinfo_url="")
        ask_provider(SELF, place.connection)
    with scope(staff_scope(place.tenant.id)):
        look_at_provider(connection=str(place.connection.pk))
        assert Connection.objects.get().userinfo_url == f"{provider.issuer}/me"

    provider.people = {"a": CARLA}
    page = walk(place, provider, a_browser(place.tenant), **SILENT)
    assert page["Location"] == "/portal/"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({**CARLA, "sub": "somebody-else"}, "bad_userinfo"),  # a token of another person
        ({key: value for key, value in CARLA.items() if key != "sub"}, "bad_userinfo"),
        ({**CARLA, "email_verified": False}, "not_vouched"),
        ({**CARLA, "email": "carla@evil.example"}, "foreign_domain"),
        ({"sub": "abc-123"}, "no_email"),
        ({}, "bad_userinfo"),
    ],
)
def test_what_is_said_of_others_or_not_proved_opens_nothing(
    place: Place, provider: Provider, said: dict[str, Any], reason: str
) -> None:
    provider.people = {"a": said}
    page = walk(place, provider, a_browser(place.tenant), **SILENT)

    assert page.status_code != 302
    with scope(staff_scope(place.tenant.id)):
        assert SsoAttempt.objects.get().reason == reason
