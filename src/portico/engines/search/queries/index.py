"""Ask the index. Which index and which company is decided by the role and scope of the session."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import can
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import this_tenant

from ..models import Entry
from ..ports import SOURCES, Hit, Source
from ..rules import asked, config_of, narrowed

PORTAL = "SELECT ctx.search_portal(%s, to_tsquery(%s, %s), %s::tsquery, %s)"
# Names may be words that the language leaves out ("Will May"): then they are asked for as written.
STAFF = """
SELECT ctx.search_staff(%s, coalesce(nullif(to_tsquery(%s, %s), ''), to_tsquery('simple', %s)),
                        %s::tsquery, %s)
"""


def found(
    actor: Actor,
    kind: str,
    words: str,
    *,
    language: str,
    marks: tuple[str, ...] = (),
    top: int = 200,
) -> list[UUID]:
    """Ids of the newest `top` rows with all the words; the caller joins them to what it may see."""
    query = asked(words)
    if not query:
        return []
    client = isinstance(actor, Contact)
    asking = [query] if client else [query, query]
    values: list[str | int] = [kind, config_of(language), *asking, narrowed(marks), top]
    with connection.cursor() as cursor:
        cursor.execute(PORTAL if client else STAFF, values)
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, and where all of it is listed if these are not all."""

    title: str
    hits: list[Hit]
    more_url: str


def results(actor: Actor, tenant: Tenant, words: str) -> list[Group]:
    """Found lines by kind, for the result page; kinds without a hit are left out."""
    asked_for = sorted(SOURCES.values(), key=lambda one: one.position)
    groups = (_group(one, actor, tenant, words) for one in asked_for if can(actor, one.permission))
    return [one for one in groups if one.hits]


def _group(source: Source, actor: Actor, tenant: Tenant, words: str) -> Group:
    hits = source.hits(actor, tenant, words, source.top + 1)
    all_of_them = source.more(words) if source.more and len(hits) > source.top else ""
    return Group(str(source.text), hits[: source.top], all_of_them)


def missing(source: Source) -> list[UUID]:
    """Rows of this kind that the index does not know yet."""
    if source.every is None:
        return []
    known = set(Entry.objects.filter(kind=source.kind).values_list("id", flat=True))
    return [one for one in source.every() if one not in known]


def outdated(source: Source) -> Iterator[UUID]:
    """Rows of this kind whose words were written in an older layout."""
    older = Entry.objects.filter(kind=source.kind, layout__lt=source.layout)
    return older.values_list("id", flat=True).iterator(chunk_size=2000)


def index_language() -> str:
    """The language whose stemming the tenant's index uses."""
    return this_tenant().language
