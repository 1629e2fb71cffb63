"""Figures over very many rows, which pages may show up to a minute old; each process has its own.

Nothing is decided by them.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic
from uuid import UUID

from .tenancy import current_tenant

KEPT, MOST = 60.0, 64  # seconds, and figures of so many pages


class Recent[T]:
    """What was counted a moment ago, for each tenant."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[UUID, Hashable], tuple[float, T]] = OrderedDict()

    def get(self, key: Hashable, count: Callable[[], T], *, is_many: Callable[[T], bool]) -> T:
        """What `count` says now, or said within the last minute if there was so much to count."""
        place = (current_tenant(), key)
        at, found = self._known.get(place, (0.0, None))
        if found is not None and monotonic() - at <= KEPT:
            return found
        found = count()
        self._known.pop(place, None)
        if is_many(found):
            self._known[place] = (monotonic(), found)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return found

    def forget(self) -> None:
        """Count again, for tests."""
        self._known.clear()
