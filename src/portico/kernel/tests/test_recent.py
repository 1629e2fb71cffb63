"""Figures over very many rows are counted once a minute for each tenant; all others each time."""

from uuid import uuid4

import pytest

from ..recent import Recent
from ..tenancy import context, staff_scope


@pytest.mark.parametrize(("many", "counted"), [(10, 3), (11, 2)])
def test_only_what_is_much_is_remembered_and_by_its_own_tenant(many: int, counted: int) -> None:
    times, recent = list[int](), Recent[int]()

    def count() -> int:
        times.append(many)
        return many

    here, there = staff_scope(uuid4()), staff_scope(uuid4())
    for tenant in (here, here, there):
        with context(tenant):
            assert recent.get("all", count, is_many=lambda one: one > 10) == many

    assert len(times) == counted


def test_what_was_remembered_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portico.kernel.recent.MOST", 2)
    recent, times = Recent[str](), list[str]()

    def ask(key: str) -> str:
        def count() -> str:
            times.append(key)
            return key

        return recent.get(key, count, is_many=lambda _one: True)

    with context(staff_scope(uuid4())):
        for key in ("a", "b", "c", "c", "a"):
            assert ask(key) == key

    assert times == ["a", "b", "c", "a"]
