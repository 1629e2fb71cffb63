"""Pages of a list: complete, in order, forwards and backwards, also where values repeat."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Model
from django.utils import timezone

from portico.core.tenants.models import BrandFile, Host
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.keyset import Slice, page_of
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

ROW = "f" * 32


@pytest.fixture
def hosts(db: None) -> Iterator[list[UUID]]:
    """Eleven rows in the order of the list, in which all but one share the value."""
    tenant = a_tenant(host="m.example")
    with scope(staff_scope(tenant.id)), writing("tenants"):
        for letter in "qwertzuiop":
            Host.objects.create(name=f"{letter}_{letter}.example")
        yield list(Host.objects.order_by("-is_primary", "-id").values_list("pk", flat=True))


def page(*, after: str = "", before: str = "", size: int = 4) -> Slice[Host]:
    return page_of(Host.objects.all(), "-is_primary", after=after, before=before, size=size)


def ids[M: Model](found: Slice[M]) -> list[UUID]:
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
    first = page()
    last = page(after=page(after=first.after).after)

    assert first.before == last.after == ""
    assert page(before=page(after=first.after).before).before == ""


def test_a_list_that_fits_on_its_page_has_no_neighbours(hosts: list[UUID]) -> None:
    assert page_of(Host.objects.none(), "name") == Slice([])
    assert page(size=11).after == ""


@pytest.mark.parametrize("by", ["name", "-name", "id", "-id"])
def test_a_list_goes_up_or_down_by_words_or_by_age(hosts: list[UUID], by: str) -> None:
    found = page_of(Host.objects.all(), by, size=6)
    rest = page_of(Host.objects.all(), by, after=found.after, size=6)

    assert found.rows + rest.rows == list(Host.objects.order_by(by))
    assert page_of(Host.objects.all(), by, before=rest.before, size=6).rows == found.rows


def test_a_row_that_is_gone_still_marks_its_place(hosts: list[UUID]) -> None:
    first = page_of(Host.objects.all(), "name", size=4)
    with writing("tenants"):
        Host.objects.filter(pk=first.rows[-1].pk).update(name="zz.example")
    rest = page_of(Host.objects.all(), "name", after=first.after, size=11)

    assert len(rest.rows) == 8
    assert rest.rows[-1].name == "zz.example"


@pytest.fixture
def files(hosts: list[UUID]) -> list[UUID]:
    """Three rows, the newest first."""
    with writing("tenants"):
        made = [BrandFile.objects.create(hash=f"{n}", kind="", content=b"") for n in range(3)]
    return [one.pk for one in reversed(made)]


def newest(after: str) -> list[UUID]:
    return ids(page_of(BrandFile.objects.all(), "-created_at", after=after))


def test_a_moment_is_read_as_it_was_written(files: list[UUID]) -> None:
    first = page_of(BrandFile.objects.all(), "-created_at", size=1)

    assert first.after.isascii()
    assert not set(first.after) & set("+& %#")
    assert newest(first.after) == files[1:]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "\0",
        f"yesterday_{ROW}",
        f"_{ROW}",
        "2026-01-01T00:00:00+00:00_no-id",
        f"0001-01-01T00:00:00+14:00_{ROW}",
        f"9999-12-31T23:59:59-14:00_{ROW}",
    ],
)
def test_a_cursor_that_is_none_leads_to_the_first_page(files: list[UUID], cursor: str) -> None:
    assert newest(cursor) == files


@pytest.mark.parametrize("zone", ["", "Z", "+00:00", "-23:59:59.999999"])
def test_a_moment_in_any_zone_reaches_the_database(files: list[UUID], zone: str) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).replace(tzinfo=None).isoformat()

    assert newest(f"{tomorrow}{zone}_{ROW}") == files


@pytest.mark.parametrize("cursor", [f"\0_{ROW}", f"%'\\_{ROW}", str(UUID(int=7))])
def test_any_words_reach_the_database(hosts: list[UUID], cursor: str) -> None:
    assert page_of(Host.objects.all(), "name", after=cursor).rows
