"""Write what rows can be found by. Derived data: nothing about it stands in the journal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.kernel.tenancy import current_tenant
from portico.kernel.writes import check_write

from ..permissions import INDEX
from ..ports import SOURCES, Document, Source
from ..queries import index_language
from ..rules import config_of, plain_words

LONGEST_TEXT = 200_000  # characters; a tsvector holds at most 1 MB

UPSERT = """
INSERT INTO search_entry (tenant_id, id, kind, company_id, at, public, internal, layout)
SELECT %(tenant)s, d.id, %(kind)s, d.company, d.at, p.vector,
       p.vector || to_tsvector(%(config)s::regconfig, d.internal)
                || setweight(to_tsvector(%(config)s::regconfig, d.names), 'B')
                || setweight(to_tsvector('simple', d.names), 'B'),
       %(layout)s
FROM unnest(%(ids)s::uuid[], %(companies)s::uuid[], %(ats)s::timestamptz[], %(titles)s::text[],
            %(publics)s::text[], %(internals)s::text[], %(names)s::text[],
            %(marks)s::text[])
     AS d(id, company, at, title, public, internal, names, marks),
     LATERAL (SELECT setweight(to_tsvector(%(config)s::regconfig, d.title), 'A')
                     || to_tsvector(%(config)s::regconfig, d.public)
                     || array_to_tsvector(string_to_array(d.marks, ' ')) AS vector) p
ON CONFLICT (tenant_id, id) DO UPDATE SET company_id = excluded.company_id, at = excluded.at,
  public = excluded.public, internal = excluded.internal, layout = excluded.layout
"""


@action(INDEX)  # not recorded: derived from rows whose changes are
def index_rows(actor: Actor, *, kind: str, ids: Sequence[UUID]) -> int:  # noqa: ARG001
    """Read the rows through their source and write their words; returns how many."""
    check_write("search")
    source = SOURCES[kind]
    documents = source.load(ids)
    if documents:
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, _values(source, documents))
    return len(documents)


def _values(source: Source, documents: list[Document]) -> dict[str, Any]:
    tenant = current_tenant()
    return {
        "tenant": tenant,
        "kind": source.kind,
        "layout": source.layout,
        "config": config_of("" if source.names else index_language()),
        "ids": [one.id for one in documents],
        "companies": [one.company_id for one in documents],
        "ats": [one.at for one in documents],
        "titles": [one.title for one in documents],
        "publics": [one.public[:LONGEST_TEXT] for one in documents],
        "internals": [one.internal[:LONGEST_TEXT] for one in documents],
        "names": [plain_words(one.names) for one in documents],
        "marks": [" ".join(_marks(one, str(tenant))) for one in documents],
    }


def _marks(document: Document, tenant: str) -> list[str]:
    company = [f"company:{document.company_id}"] if document.company_id else []
    return [f"tenant:{tenant}", *company, *document.marks]
