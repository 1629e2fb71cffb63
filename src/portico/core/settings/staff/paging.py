"""Between the address of a list and its keyset page."""

from typing import Any, TypedDict
from uuid import UUID

from django.http import HttpRequest

from portico.kernel.postgres.keyset import Slice
from portico.ui.tables import Pager, url_with


class Page(TypedDict):
    """Where a page begins or ends."""

    after: UUID | None
    before: UUID | None


def asked_page(request: HttpRequest) -> Page:
    """Which page the address names; a mangled one counts as the first."""
    return {"after": _id(request, "after"), "before": _id(request, "before")}


def pager(request: HttpRequest, found: Slice[Any]) -> Pager | None:
    """Links to the neighbours, with the filters of this page; None where all fits on one page.

    Any: the rows do not matter.
    """
    query = request.GET
    if not (found.before or found.after):
        return None
    return Pager(
        newer_url=url_with(query, after=None, before=str(found.before)) if found.before else "",
        older_url=url_with(query, before=None, after=str(found.after)) if found.after else "",
    )


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
