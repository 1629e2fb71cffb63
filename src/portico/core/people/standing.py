"""Whether a contact gets in, and what stands in the way: the one place that says so in words.

Lists, the contact's page and “why can Anna see this” read it; `Contact.objects.with_access()` and
the session's statement ask the database the same.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .models import Company, Contact


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of getting in, and whether it holds."""

    ok: bool
    text: str | Promise


def reasons(contact: Contact, company: Company) -> tuple[Reason, ...]:
    """Every condition, the company's first; asks the database nothing."""
    return (*_door(company), _access(contact), _address(contact))


def obstacles(contact: Contact, company: Company) -> list[Reason]:
    """What keeps the contact out right now; nothing if it can sign in."""
    return [one for one in reasons(contact, company) if not one.ok]


def _access(contact: Contact) -> Reason:
    access = Contact.Access(contact.access)
    if not contact.is_active:
        return Reason(False, _("Does not work there any more."))
    if access == Contact.Access.DISABLED and contact.closed_why:
        why = {"why": contact.closed_why}
        return Reason(False, _("Portal access was switched off: %(why)s") % why)
    return Reason(contact.can_sign_in, _ACCESS[access]())


_ACCESS = {
    Contact.Access.ACTIVE: lambda: _("Portal access is open."),
    Contact.Access.INVITED: lambda: _("Portal access is open, and was not used yet."),
    Contact.Access.DISABLED: lambda: _("Portal access was switched off."),
    Contact.Access.NONE: lambda: _("Portal access was never given."),
}


def _address(contact: Contact) -> Reason:
    if contact.email:
        return Reason(True, _("There is an e-mail address to sign in with."))
    return Reason(False, _("There is no e-mail address to sign in with."))


def _door(company: Company) -> tuple[Reason, Reason]:
    is_client, named = company.status == Company.Status.ACTIVE, {"company": company.name}
    client = _("%(company)s is an active client.") % named
    other = _("%(company)s is not an active client.") % named
    on, off = _("The company's portal is on."), _("The company's portal is off.")
    is_on = company.portal_enabled
    return Reason(is_client, client if is_client else other), Reason(is_on, on if is_on else off)
