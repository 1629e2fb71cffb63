"""How each contact of a company stands: role, invitation, and in words why it cannot sign in.

What keeps somebody out is said by `people.standing`; here it meets the role and the invitation,
read together with the contacts in one statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from portico.core.access.actors import Actor
from portico.core.invitations import queries as invitations
from portico.core.invitations.models import Invitation
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact, ContactQuerySet
from portico.core.people.standing import obstacles
from portico.core.roles.models import Grant
from portico.core.viewing.ports import can_be_seen

GONE = {Invitation.State.EXPIRED, Invitation.State.BOUNCED, Invitation.State.REVOKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A line of the lists of people. `why_not` is empty for whoever can sign in."""

    contact: Contact
    role_id: UUID | None
    role_name: str
    why_not: list[str]
    invitation: str = ""  # how the newest one stands, while it is not accepted
    is_unsent: bool = False  # may come in, and was never told so
    is_double: bool = False
    can_resend: bool = False
    may_view: bool = False

    @property
    def has_access(self) -> bool:
        return self.contact.can_sign_in


def with_standing(actor: Actor, found: ContactQuerySet) -> ContactQuerySet:
    """The same contacts, each with role, newest invitation, and whether its address is known twice.

    For those who may know all that of these contacts.
    """
    grants = Grant.objects.filter(contact_id=OuterRef("pk"))
    widest = grants.order_by("-reach", "role__position", "-id")
    newest = invitations.invitations(actor).filter(contact_id=OuterRef("pk")).order_by("-id")
    others = people.contacts(actor).filter(email=OuterRef("email")).exclude(email="")
    role = widest.values(found=JSONObject(id=F("role_id"), name=F("role__name")))
    return found.annotate(
        held=Subquery(role[:1]),
        invited_as=Subquery(newest.values("state")[:1]),
        twin=Subquery(others.exclude(pk=OuterRef("pk")).values("pk")[:1]),
    )


def standings(
    contacts: Iterable[Contact], company: Company, *, may_view: bool = False
) -> list[Standing]:
    """Lines for contacts of one company; asks nothing more."""
    return [_standing(one, company, may_view=may_view) for one in contacts]


def _standing(contact: Contact, company: Company, *, may_view: bool) -> Standing:
    contact.company = company
    held: dict[str, Any] = getattr(contact, "held", None) or {}  # Any: what JSON holds
    waits = contact.access == Contact.Access.INVITED
    newest: str | None = getattr(contact, "invited_as", None)
    return Standing(
        contact=contact,
        role_id=UUID(held["id"]) if held else None,
        role_name=held.get("name", ""),
        why_not=why_not(contact, company),
        invitation=_words(newest) if waits else "",
        is_unsent=waits and newest is None,
        is_double=getattr(contact, "twin", None) is not None,
        can_resend=waits and contact.is_active and company.lets_in,
        may_view=may_view and can_be_seen(contact),
    )


def why_not(contact: Contact, company: Company) -> list[str]:
    """Everything in the way. Whoever was never let in needs a reason only where nobody could."""
    found = obstacles(contact, company)
    if contact.is_active and contact.access == Contact.Access.NONE:
        found = [] if contact.email else found[-1:]
    return [str(one.text) for one in found]


def _words(state: str | None) -> str:
    return str(Invitation.State(state).label) if state in GONE else ""
