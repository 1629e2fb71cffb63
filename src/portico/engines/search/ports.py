"""What a feature contributes to be found: `hooks/search.py` declares a `Source`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from portico.core.access.actors import Actor
from portico.core.access.permissions import Permission
from portico.core.tenants.models import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What can be found about one row. `internal` is what only staff may find it by, and so are
    `names`, which also count as they are written: no language leaves any of them out.

    `marks` narrow a search inside a company, for example ``contact:<id>`` and ``site:<id>``.
    """

    id: UUID
    company_id: UUID | None
    title: str
    public: str
    internal: str = ""
    names: str = ""
    at: datetime
    marks: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One line of a result page."""

    url: str
    title: str
    number: str = ""
    meta: str = ""
    mark: str = ""  # what is unusual about it, in a word or two
    at: datetime | None = None
    icon: str = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing that can be found.

    `load` reads rows for the index, `hits` shows found rows to an actor (and drops those that the
    actor may not see). `names`: the words are names, which no language stems or leaves out.
    `more` is the address of all that has these words, `every` tells all ids to whoever completes
    the index. `layout` goes up by one when `load` finds other words than before, so that what is in
    the index already is written anew in the night that follows.
    """

    kind: str
    text: str | Promise
    permission: Permission
    load: Callable[[Sequence[UUID]], list[Document]]
    hits: Callable[[Actor, Tenant, str, int], list[Hit]]
    names: bool = False
    position: int = 50
    top: int = 20
    more: Callable[[str], str] | None = None
    every: Callable[[], list[UUID]] | None = None
    layout: int = 1


SOURCES: dict[str, Source] = {}


def source(declared: Source) -> Source:
    SOURCES[declared.kind] = declared
    return declared
