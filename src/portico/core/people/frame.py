"""What stands around every page about one company: its name, its state, and the tabs.

A page extends `people/staff/company.html`, fills its block `tab`, and gives it this context.
"""

from typing import Any
from uuid import UUID

from django.urls import reverse

from portico.core.access.actors import Actor
from portico.core.access.menu import company_links, company_tabs
from portico.ui.tables import Tab

from . import queries
from .models import Company
from .queries import Headcount


def company_frame(
    actor: Actor, company: Company, *, tab: str, headcount: Headcount | None = None
) -> dict[str, Any]:
    """The context of the frame; one statement, unless the headcount is at hand.

    `tab` is the slug of the page that is open.
    """
    if headcount is None:
        headcount = queries.headcounts(actor, [company]).get(company.pk, queries.NOBODY)
    return {
        "company": company,
        "headcount": headcount,
        "company_tabs": _tabs(actor, company.pk, tab),
        "company_links": list(company_links(actor)),
        "company_tab": tab,
    }


def _tabs(actor: Actor, company_id: UUID, current: str) -> list[Tab]:
    return [
        Tab(
            url=reverse(one.url_name, args=[company_id]),
            text=str(one.text),
            current=one.slug == current,
        )
        for one in company_tabs(actor)
    ]
