"""How each contact of a company stands: role, and in words why somebody cannot sign in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from portico.core.people.models import Company, Contact
from portico.core.roles.models import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A line of the lists of people. `why_not` is empty for whoever can sign in."""

    contact: Contact
    grant: Grant | None
    why_not: str
    is_double: bool = False
    can_resend: bool = False
    may_view: bool = False

    @property
    def has_access(self) -> bool:
        return self.contact.can_sign_in

    @property
    def role_id(self) -> UUID | None:
        return self.grant.role_id if self.grant else None


def why_not(contact: Contact, company: Company) -> str:
    """The first thing that keeps this contact out, the company's own last; nothing if none does.

    Whoever was never let in needs no reason for it.
    """
    if contact.is_active and contact.access == Contact.Access.DISABLED:
        return contact.closed_why
    if contact.is_active and contact.access == Contact.Access.NONE:
        return "" if contact.email else _("There is no e-mail address to sign in with")
    return next((words for keeps_out, words in _obstacles(contact, company) if keeps_out), "")


def _obstacles(contact: Contact, company: Company) -> list[tuple[bool, str]]:
    is_client = company.status == Company.Status.ACTIVE
    return [
        (not contact.is_active, _("Cannot sign in: does not work there any more")),
        (not contact.email, _("Cannot sign in: there is no e-mail address")),
        (not is_client, _("Cannot sign in: the company is not an active client")),
        (not company.portal_enabled, _("Cannot sign in: the company's portal is off")),
    ]


def standings(
    contacts: Iterable[Contact],
    company: Company,
    grants: dict[UUID, Grant],
    *,
    doubles: frozenset[str] = frozenset(),
    may_view: bool = False,
) -> list[Standing]:
    """Lines for contacts of one company; what they need was read for all of them at once."""
    return [
        Standing(
            contact=one,
            grant=grants.get(one.pk),
            why_not=why_not(one, company),
            is_double=one.email in doubles,
            can_resend=one.access == Contact.Access.INVITED and company.lets_in,
            may_view=may_view and one.access == Contact.Access.ACTIVE and one.is_active,
        )
        for one in contacts
    ]
