"""The company's own provider on the sign-in page, once somebody has typed an address; our own one
on the sign-in page of colleagues.
"""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portico.core.access.pages import TenantRequest
from portico.core.identity.ports import Offer, WayIn, offers_staff, way_in

from ..models import Connection
from ..queries import active_for, staff_connections_in_use


def offers(_request: TenantRequest, email: str) -> list[Offer]:
    """Nothing before an address is typed: the list of clients is nobody's business."""
    found = active_for(email) if email else None
    return [_offer(found[0], email)] if found else []


def demanded(email: str) -> Offer | None:
    """Where the company has said that this domain signs in at its provider only."""
    found = active_for(email)
    if found is None or not found[1].is_enforced:
        return None
    return _offer(found[0], email)


def _offer(connection: Connection, email: str) -> Offer:
    there = reverse("portal:federation:start", args=[connection.pk])
    return Offer(
        url=f"{there}?{urlencode({'email': email})}",
        text=_("Sign in with %(name)s") % {"name": connection.name},
        icon="log-in",
    )


@offers_staff
def of_colleagues() -> list[Offer]:
    """The same for everybody, so it tells nobody anything."""
    return [
        Offer(
            url=reverse("staff:federation:start", args=[one.pk]),
            text=_("Sign in with %(name)s") % {"name": one.name},
        )
        for one in staff_connections_in_use().order_by("id")
    ]


way_in(WayIn(slug="federation", offers=offers, demanded=demanded))
