"""What other parts bring to signing in: ways in, who must use which, and who holds a token.

way_in(WayIn(slug="oidc", offers=offers_here, demanded=demanded_for))
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise

from portico.core.access.actors import Contact, Staff
from portico.core.access.pages import TenantRequest

from .rules import safe_next

__all__ = [
    "WAYS_IN",
    "Bearer",
    "Offer",
    "WayIn",
    "bearer",
    "demanded",
    "offers",
    "offers_staff",
    "reads_bearer",
    "safe_next",
    "staff_offers",
    "way_in",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A button on the sign-in page: where it leads, and what it says."""

    url: str
    text: str | Promise
    icon: str = "log-in"


def _demands_nothing(_email: str) -> Offer | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """One way in besides the mailed link.

    `offers` is asked with the address if the person has typed one, else with an empty text.
    `demanded` says where everybody with this address must sign in. It may look at the domain
    only, never at whether somebody has the address: the answer is given to strangers.
    """

    slug: str
    offers: Callable[[TenantRequest, str], list[Offer]]
    demanded: Callable[[str], Offer | None] = _demands_nothing


WAYS_IN: list[WayIn] = []


def way_in(declared: WayIn) -> WayIn:
    WAYS_IN.append(declared)
    return declared


def offers(request: TenantRequest, email: str = "") -> list[Offer]:
    """What other parts offer on the sign-in page, in the order of their names."""
    return [
        offer
        for one in sorted(WAYS_IN, key=lambda one: one.slug)
        for offer in one.offers(request, email)
    ]


def demanded(email: str) -> Offer | None:
    """Where everybody with this address must sign in; None where the mailed link will do."""
    for one in sorted(WAYS_IN, key=lambda one: one.slug):
        if (found := one.demanded(email)) is not None:
            return found
    return None


type StaffOffers = Callable[[], list[Offer]]

_STAFF_OFFERS: list[StaffOffers] = []


def offers_staff(find: StaffOffers) -> StaffOffers:
    """Declare in a context's hooks: what stands on the sign-in page of colleagues."""
    _STAFF_OFFERS.append(find)
    return find


def staff_offers() -> list[Offer]:
    return [offer for find in _STAFF_OFFERS for offer in find()]


type Bearer = Callable[[HttpRequest, UUID], Staff | Contact | None]

_BEARERS: list[Bearer] = []


def reads_bearer(read: Bearer) -> Bearer:
    """Declare in a context's hooks: a request to the API and its tenant → who holds its token."""
    _BEARERS.append(read)
    return read


def bearer(request: HttpRequest, tenant: UUID) -> Staff | Contact | None:
    """Who holds the token of this request; nobody while nobody has said how to tell."""
    for read in _BEARERS:
        if (found := read(request, tenant)) is not None:
            return found
    return None
