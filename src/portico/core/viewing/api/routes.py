"""Who has looked at the portal as whom, for machines."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router

from portico.core.access.pages import api, own_company
from portico.kernel.keyset import page_of

from .. import queries
from ..permissions import MANAGE
from .schemas import ViewingPage

router = Router()
routers = {"viewings": router}


@router.get("/", response={200: ViewingPage}, operation_id="list_viewings")
@api(MANAGE, bound=True)
def list_viewings(
    request: Any,
    after: Annotated[str, Query(max_length=100)] = "",
    company: UUID | None = None,
) -> dict[str, Any]:
    """Viewings, the newest first."""
    rows = queries.viewings(request.actor)
    for only in filter(None, (company, own_company(request))):
        rows = rows.filter(company_id=only)
    found = page_of(rows, "-id", after=after)
    return {"items": found.rows, "next": found.after}
