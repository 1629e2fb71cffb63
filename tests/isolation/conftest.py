"""A world that is made once for the tests of a module, and other logins to the same database."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker
from tools.testbed import Testbed

from portico.engines.search.jobs import index
from portico.features.tickets import queries
from portico.features.tickets.models import Ticket
from portico.kernel.postgres.address import changed
from portico.kernel.tenancy import scope, staff_scope

from .canaries import Owner, Planted, plant
from .world import World, make_world


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Testbed:
    """The addresses of administrator, owner and app."""
    found: Testbed = request.getfixturevalue("_testbed")
    return found


@contextmanager
def connected(server: str) -> Iterator[Owner]:
    """The test database as another login sees it; whatever that does is undone."""
    with psycopg.connect(address_at(server)) as connection:
        yield connection
        connection.rollback()


def address_at(server: str) -> str:
    return changed(server, dbname=settings.DATABASES["default"]["NAME"])


@pytest.fixture(scope="module")
def world(
    servers: Testbed, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Both MSPs, committed; tests roll back what they do to them."""
    with django_db_blocker.unblock():
        try:
            yield make_world()
        finally:
            connections.close_all()
            servers.empty(settings.DATABASES["default"]["NAME"])


@pytest.fixture(scope="module")
def planted(servers: Testbed, world: World, django_db_blocker: DjangoDbBlocker) -> Planted:
    """The same world with a canary in every text, found by search as well."""
    with psycopg.connect(address_at(servers.owner)) as connection:
        planted = plant(connection, world)
    with django_db_blocker.unblock():
        for msp in (world.ours, world.theirs):
            with scope(staff_scope(msp.id)):
                tickets = [str(pk) for pk in Ticket.objects.values_list("pk", flat=True)]
                index(kind=queries.SEARCH_KIND, ids=tickets)
    return planted


@pytest.fixture
def committed(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """No transaction around the test; each undoes what it does, for the world stays."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def app(servers: Testbed) -> Iterator[Owner]:
    """A fresh connection of the app, which says nothing yet of whose rows it wants."""
    with connected(servers.app) as app:
        yield app
