"""Reviews in both menus, on each company and in the settings; adoption in the staff menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portico.core.access.actors import Actor, Contact
from portico.core.access.menu import (
    CompanyTab,
    Count,
    Entry,
    Part,
    Setting,
    State,
    company_tab,
    entry,
    setting,
)

from .. import queries
from ..permissions import DECIDE, MANAGE, SEE_ADOPTION, SET_POLICY


def own_count(actor: Actor) -> Count:
    """How many people of the own company wait for a decision."""
    left = queries.waiting(actor.company_id) if isinstance(actor, Contact) else 0
    words = ngettext("%(n)s person to decide about", "%(n)s people to decide about", left)
    return Count(left, hot=left > 0, words=words % {"n": left})


def policy_state(actor: Actor) -> State:  # noqa: ARG001  the same for all
    return State(words=queries.every().label)


entry(
    Entry(
        door="portal",
        slug="reviews",
        url_name="portal:reviews:list",
        text=_("Access review"),
        icon="list-checks",
        permission=DECIDE,
        group=_("Your company"),
        position=320,
        count=own_count,
    )
)
entry(
    Entry(
        door="staff",
        slug="reviews",
        url_name="staff:reviews:list",
        text=_("Access reviews"),
        icon="list-checks",
        permission=MANAGE,
        position=36,
    )
)
entry(
    Entry(
        door="staff",
        slug="adoption",
        url_name="staff:reviews:adoption",
        text=_("Adoption"),
        icon="chart-column",
        permission=SEE_ADOPTION,
        position=37,
    )
)
company_tab(
    CompanyTab(
        slug="reviews",
        url_name="staff:reviews:company",
        text=_("Access review"),
        permission=MANAGE,
        position=80,
    )
)
setting(
    Setting(
        slug="reviews",
        url_name="staff:reviews:policy",
        text=_("Access reviews"),
        description=_("How often each client's admin confirms who still needs access"),
        icon="list-checks",
        permission=SET_POLICY,
        position=62,
        part=Part.PORTAL,
        state=policy_state,
    )
)
