"""`Idempotency-Key`: asking twice does it once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from portico.core.joining.models import PortalLink
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tokens.jobs import forget
from portico.core.tokens.models import KeptAnswer
from portico.features.tickets.tests.conftest import Cast, make_cast
from portico.kernel.tenancy import scope, staff_scope

from .machines import CONTACTS, LINKS, Machine, boss, cast, of_client, of_staff, tenant

__all__ = ["boss", "cast", "tenant"]

pytestmark = pytest.mark.django_db


def links(cast: Cast) -> int:
    with scope(staff_scope(cast.tenant.id)):
        return PortalLink.objects.count()


def test_the_same_key_is_one_effect_and_the_same_answer(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    first, second = (boss("post", LINKS, given, key="k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert links(cast) == 1
    with scope(staff_scope(cast.tenant.id)):
        assert b"ptl_" not in bytes(KeptAnswer.objects.get().body)


def test_a_key_stands_for_one_request(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    boss("post", LINKS, given, key="k-1")
    other = boss("post", LINKS, given | {"days": 7}, key="k-1")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    assert boss("post", CONTACTS, given, key="k-1").status_code == 422
    assert links(cast) == 1


def test_another_tokens_key_is_another_key(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    client = of_client(cast, cast.bea)
    answers = [one("post", LINKS, given, key="k-1") for one in (boss, of_staff(cast), client)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert client("post", LINKS, given, key="k-1").json() == answers[2].json()
    assert links(cast) == 3


def test_a_refusal_does_not_use_the_key_up(cast: Cast, boss: Machine) -> None:
    assert boss("post", LINKS, {"company": "x"}, key="k-1").status_code == 422
    given = {"company": str(cast.bluebird.pk)}
    assert boss("post", LINKS, given, key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["k" * 256, "two words", "ümlaut"])
def test_a_key_that_is_none_is_refused(cast: Cast, boss: Machine, key: str) -> None:
    given = {"company": str(cast.bluebird.pk)}
    assert boss("post", LINKS, given, key=key).status_code == 422
    assert links(cast) == 0


def test_a_key_is_forgotten_after_a_day(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    boss("post", LINKS, given, key="k-1")
    boss("post", LINKS, given, key="k-2")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert boss("post", LINKS, given, key="k-1").status_code == 201
        assert links(cast) == 3
        with scope(staff_scope(cast.tenant.id)):
            forget()
            assert KeptAnswer.objects.count() == 1


@pytest.fixture
def committed(transactional_db: None) -> Cast:
    tenant = a_tenant("Acme IT")
    with scope(staff_scope(tenant.id)):
        return make_cast(tenant)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one(committed: Cast) -> None:
    machine, given = of_staff(committed), {"company": str(committed.bluebird.pk)}

    def call(_n: int) -> int:
        try:
            return int(machine("post", LINKS, given, key="race").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(20)))
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert links(committed) == 1
