"""Kept queries find what the ORM finds, each time for those who ask, and refuse to be misused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet, TextField, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.tenants.models import BrandFile, Host
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.keyset import Place, paged
from portico.kernel.postgres import kept as module
from portico.kernel.postgres.kept import Kept, KeptWrongly, Typed, kept, tally
from portico.kernel.tenancy import NoTenant, scope, staff_scope
from portico.kernel.writes import writing


@pytest.fixture
def tenants(db: None) -> list[UUID]:
    """Two tenants, each with a main address and three more."""
    made = [a_tenant(host=f"{name}.example").id for name in "ab"]
    for tenant in made:
        with scope(staff_scope(tenant)), writing("tenants"):
            for letter in "xyz":
                Host.objects.create(name=f"{letter}.{tenant.hex}.example")
    return made


@kept
def host_by_id(host: UUID) -> QuerySet[Host]:
    return Host.objects.filter(pk=host)


@kept
def others(*, main: bool) -> QuerySet[Host]:
    return Host.objects.filter(is_primary=main).order_by("name")


def names(found: list[Host]) -> list[str]:
    return [one.name for one in found]


def test_each_tenant_gets_its_own_rows_from_the_same_statement(tenants: list[UUID]) -> None:
    for tenant in [*tenants, *tenants]:
        with scope(staff_scope(tenant)):
            found = names(others(main=False))
            assert found == [f"{letter}.{tenant.hex}.example" for letter in "xyz"]
            assert others(main=False) == list(others.query(main=False))


def test_a_value_of_another_tenant_finds_nothing(tenants: list[UUID]) -> None:
    with scope(staff_scope(tenants[0])):
        mine = others(main=True)[0]
        assert host_by_id(mine.pk) == [mine]
    with scope(staff_scope(tenants[1])):
        assert host_by_id(mine.pk) == []
        assert host_by_id.first(mine.pk) is None


def test_the_statement_names_the_tenant_by_itself(tenants: list[UUID]) -> None:
    """Row-level security is the second lock, not the first."""
    with scope(staff_scope(tenants[0])), CaptureQueriesContext(connection) as said:
        others(main=True)
    assert '"tenant_id" = ' in said.captured_queries[0]["sql"]


def test_without_a_scope_nothing_is_asked(tenants: list[UUID]) -> None:
    with pytest.raises(NoTenant):
        others(main=True)


def test_other_arguments_make_another_statement(tenants: list[UUID]) -> None:
    with scope(staff_scope(tenants[0])):
        assert len(others(main=True)) == 1
        assert len(others(main=False)) == 3


def test_moments_and_digests_are_values(tenants: list[UUID]) -> None:
    @kept
    def brands(since: datetime, digest: bytes) -> QuerySet[BrandFile]:
        return BrandFile.objects.filter(created_at__gte=since, content=digest)

    with scope(staff_scope(tenants[0])), writing("tenants"):
        before = timezone.now()
        made = BrandFile.objects.create(hash="a" * 64, kind="text/css", content=b"1")
        after = timezone.now()
        assert brands(before, b"1") == [made]
        assert brands(before, b"2") == []
        assert brands(after, b"1") == []


def test_what_people_type_is_a_value_when_it_says_so(tenants: list[UUID]) -> None:
    @kept
    def named(name: Typed) -> QuerySet[Host]:
        return Host.objects.filter(name=name)

    with scope(staff_scope(tenants[0])):
        assert [one.name for one in named(Typed("a.example"))] == ["a.example"]
        assert named(Typed("' OR true --")) == []
    assert len(named._statements) == 1


@dataclass(frozen=True)
class Somebody:
    """As an actor: only the outline may shape a statement."""

    id: UUID
    name: str

    def outline(self) -> "Somebody":
        return Somebody(self.id, "")


def test_of_an_actor_only_the_outline_counts(tenants: list[UUID]) -> None:
    @kept
    def of(who: Somebody) -> QuerySet[Host]:
        return Host.objects.filter(pk=who.id)

    with scope(staff_scope(tenants[0])):
        first, second = others(main=False)[:2]
        assert of(Somebody(first.pk, "Anna")) == [first]
        with CaptureQueriesContext(connection) as said:
            assert of(Somebody(second.pk, "Bert")) == [second]
    assert len(said) == 1


def test_counts_are_those_of_aggregate(tenants: list[UUID]) -> None:
    @kept
    def counted() -> QuerySet[Host, tuple[int, int]]:
        return tally(
            Host.objects.all(), all=Count("id"), main=Count("id", filter=Q(is_primary=True))
        )

    with scope(staff_scope(tenants[0])):
        assert counted() == [(4, 1)]


def test_a_query_that_can_find_nothing_finds_nothing(tenants: list[UUID]) -> None:
    @kept
    def nobody() -> QuerySet[Host]:
        return Host.objects.none()

    with scope(staff_scope(tenants[0])):
        assert [nobody(), nobody()] == [[], []]


def test_constants_may_hold_anything(tenants: list[UUID]) -> None:
    @kept
    def marked() -> QuerySet[Host, tuple[str]]:
        odd = Value("100 % 'sure' %s {} \\", output_field=TextField())
        return Host.objects.filter(is_primary=True).annotate(odd=odd).values_list("odd")

    with scope(staff_scope(tenants[0])):
        assert marked() == [("100 % 'sure' %s {} \\",)]


def test_pages_of_a_kept_list_are_the_pages_of_the_list(tenants: list[UUID]) -> None:
    @kept
    def at(place: Place) -> QuerySet[Host]:
        return place.of(Host.objects.all())

    with scope(staff_scope(tenants[0])):
        first = paged(at, Host, "-id", size=3)
        last = paged(at, Host, "-id", after=first.after, size=3)
        back = paged(at, Host, "-id", before=last.before, size=3)
        everything = list(Host.objects.order_by("-id"))
    assert first.rows + last.rows == everything
    assert back.rows == first.rows


ASTRAY: list[Callable[[UUID], QuerySet[Host]]] = [
    lambda _id: Host.objects.filter(pk=new_id()),
    lambda given: Host.objects.filter(name=str(given)),
    lambda given: Host.objects.filter(name__contains=given.hex),
    lambda _id: Host.objects.annotate(at=Value(timezone.now())),
    lambda _id: Host.objects.filter(is_primary=Host.objects.exists()),
]


@pytest.mark.parametrize("build", ASTRAY)
def test_what_would_stay_for_ever_is_refused(
    tenants: list[UUID], build: Callable[[UUID], QuerySet[Host]]
) -> None:
    """A value of the first call in the text of the statement would answer all later calls."""
    with scope(staff_scope(tenants[0])), pytest.raises(KeptWrongly):
        Kept(build)(new_id())


def test_arguments_of_ever_new_values_do_not_fill_the_memory(
    tenants: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    @kept
    def named(name: str) -> QuerySet[Host]:
        return Host.objects.filter(name=name)

    with scope(staff_scope(tenants[0])):
        for number in range(module.MOST_SHAPES + 3):
            assert named(f"{number}.example") == []
    assert len(named._statements) <= module.MOST_SHAPES
