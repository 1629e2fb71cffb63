"""Jobs run for one tenant: with ids of another they find nothing and touch nothing."""

import inspect
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from portico.core.access.permissions import NotVisible
from portico.core.jobs.job import JOBS, Job
from portico.features.tickets.queries import SEARCH_KIND
from portico.kernel.tenancy import scope, staff_scope

from .canaries import Planted
from .routes import guess
from .test_crawl import rows_of
from .world import World

pytestmark = pytest.mark.django_db
ONE_OF = {"companies": "company", "contacts": "contact", "messages": "message"}
NAMED = {"kind": SEARCH_KIND, "by": "", "email": "bea@client.example"}  # what is no row


def arguments(job: Job[Any], planted: Planted, party: str = "b") -> dict[str, Any]:
    """Each argument names a row of the party; by itself, of the other MSP."""
    found: dict[str, Any] = {}
    for name in inspect.signature(job.run).parameters:
        path = f"/{job.name.split('.')[0]}/"
        found[name] = NAMED.get(name, guess(ONE_OF.get(name, name), planted, party, path))
        if name in {"ids", *ONE_OF}:
            found[name] = [found[name]]
    return found


@pytest.mark.spec("S1.1.1", "S2.9.1", "G1")
@pytest.mark.parametrize("name", sorted(JOBS))
def test_a_job_with_foreign_ids_touches_nothing(name: str, world: World, planted: Planted) -> None:
    before = rows_of(world, planted, "b")
    with suppress(NotVisible, ObjectDoesNotExist), scope(staff_scope(world.ours.id)):
        JOBS[name](**arguments(JOBS[name], planted))
    assert rows_of(world, planted, "b") == before
