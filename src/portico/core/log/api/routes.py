"""The activity log for machines: a SIEM asks again and again for what has come since."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router

from portico.core.access.pages import api, own_company

from ..permissions import EXPORT
from ..queries import Wanted, entries, first_id, lines, plain
from ..rules.shapes import as_ocsf
from .schemas import LogPage

SIZE = 100
SETTLED = timedelta(seconds=30)  # what is written at the same time may show up in another order

router = Router()


@router.get("/", response={200: LogPage}, operation_id="list_log")
@api(EXPORT, bound=True)  # whoever reads on and on takes a copy
def list_log(
    request: Any,
    after: UUID | None = None,
    format: Literal["plain", "ocsf"] = "plain",  # noqa: A002  the name on the wire
) -> dict[str, Any]:
    """Lines since `after`, the oldest first, half a minute after they were written."""
    rows = entries(request.actor, Wanted(company=own_company(request)))
    rows = rows.filter(pk__lt=first_id(timezone.now() - SETTLED))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = plain(request.actor, lines(rows.order_by("id")[:SIZE]))
    items = [as_ocsf(one) if format == "ocsf" else asdict(one) for one in found]
    return {"items": items, "next": found[-1].id if found else str(after or "")}
