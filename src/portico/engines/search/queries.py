"""Ask the index. Which index and which company is decided by the role and scope of the session."""

from uuid import UUID

from django.db import connection

from portico.core.access.actors import Actor, Contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import this_tenant

from .ports import SOURCES, Hit
from .rules import asked, config_of, narrowed

PORTAL = "SELECT ctx.search_portal(%s, to_tsquery(%s, %s), %s::tsquery, %s)"
STAFF = "SELECT ctx.search_staff(%s, to_tsquery(%s, %s), %s::tsquery, %s)"


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
    sql = PORTAL if isinstance(actor, Contact) else STAFF
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, config_of(language), query, narrowed(marks), top])
        return [row[0] for row in cursor.fetchall()]


def results(
    actor: Actor, tenant: Tenant, words: str, *, top: int = 20
) -> list[tuple[str, list[Hit]]]:
    """Found lines by kind, for the result page; kinds without a hit are left out."""
    pages = []
    for source in SOURCES.values():
        hits = source.hits(actor, tenant, words, top)
        if hits:
            pages.append((str(source.text), hits))
    return pages


def index_language() -> str:
    """The language whose stemming the tenant's index uses."""
    return this_tenant().language
