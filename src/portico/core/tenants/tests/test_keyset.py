"""Pages of a list: complete, in order, forwards and backwards, also where values repeat."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from portico.core.tenants.models import Host
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.postgres.keyset import Slice, keyset
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

ORDER = ("-is_primary", "name", "id")


@pytest.fixture
def hosts(db: None) -> Iterator[list[UUID]]:
    """Eleven rows in the order of the list."""
    tenant = a_tenant(host="m.example")
    with scope(staff_scope(tenant.id)), writing("tenants"):
        for letter in "qwertzuiop":
            Host.objects.create(name=f"{letter}.example")
        yield list(Host.objects.order_by(*ORDER).values_list("pk", flat=True))


def page(*, after: UUID | None = None, before: UUID | None = None, size: int = 4) -> Slice[Host]:
    return keyset(Host.objects.all(), *ORDER, after=after, before=before, size=size)


def ids(found: Slice[Host]) -> list[UUID]:
    return [row.pk for row in found.rows]


def test_pages_forwards_hold_every_row_once(hosts: list[UUID]) -> None:
    found = page()
    seen = ids(found)
    while found.after:
        found = page(after=found.after)
        seen += ids(found)

    assert seen == hosts


def test_pages_backwards_are_the_same(hosts: list[UUID]) -> None:
    second = page(after=page().after)
    third = page(after=second.after)

    assert ids(page(before=third.before)) == ids(second)
    assert ids(page(before=second.before)) == ids(page())


def test_the_ends_have_no_neighbours(hosts: list[UUID]) -> None:
    first, last = page(), page(after=hosts[7])

    assert (first.before, first.after) == (None, hosts[3])
    assert (last.before, last.after) == (hosts[8], None)
    assert page(before=hosts[2]).before is None


def test_one_row_and_none(hosts: list[UUID]) -> None:
    assert keyset(Host.objects.none(), *ORDER) == Slice([])
    assert ids(page(after=hosts[-1])) == []
    assert page(size=11).after is None


def test_a_row_that_is_gone_leads_to_the_first_page(hosts: list[UUID]) -> None:
    assert ids(page(after=new_id())) == hosts[:4]


def test_by_id_alone_the_row_is_not_asked_for(hosts: list[UUID]) -> None:
    newest = sorted(hosts, reverse=True)

    found = keyset(Host.objects.all(), "-id", after=newest[2], size=3)

    assert ids(found) == newest[3:6]
