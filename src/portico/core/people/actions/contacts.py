"""Add contacts, and change what is known about them. Access to the portal is given in `roles`."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import Refusal
from portico.core.access.proof import require_proof
from portico.core.journal.acting import action, record
from portico.kernel.changes import change
from portico.kernel.postgres.conflicts import refusing

from ..events import ContactAdded, ContactChanged, ContactEmailChanged
from ..models import Company, Contact, Site
from ..permissions import ADD_COLLEAGUE, MANAGE
from ..rules import a_name, an_email
from .companies import ReferenceTaken
from .strictness import one_company_only


class AboutContact(TypedDict, total=False):
    """What can be said about a contact besides the name."""

    email: str
    phone: str
    mobile: str
    title: str
    language: str
    zone: str
    site: Site | None
    is_active: bool
    is_primary: bool
    is_shared_mailbox: bool
    external_ref: str


class AboutContactNamed(AboutContact, total=False):
    """The same with the name, for changes."""

    name: str


class EmailTaken(Refusal):
    """A colleague at the same company has this address."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody at this company has this e-mail address already. If two people share "
                "a mailbox, mark both as sharing it."
            ),
            field="email",
        )


class WithAnother(Refusal):
    """A person belongs to one company only, as the tenant has decided."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This address is with another company already, and people may belong to one "
                "company only."
            ),
            field="email",
        )


class ForeignSite(Refusal):
    """The site is one of another company."""

    def __init__(self) -> None:
        super().__init__(_("Choose a site of this company."), field="site")


def _taken() -> dict[str, Exception]:
    return {
        "people_contact_email": EmailTaken(),
        "people_contact_only_here": WithAnother(),
        "people_contact_external_ref": ReferenceTaken(),
    }


@action(MANAGE)
def add_contact(
    actor: Actor, company: Company, *, name: str, **about: Unpack[AboutContact]
) -> Contact:
    """A new contact of the company, without access to the portal."""
    about["email"] = an_email(about.get("email", ""))
    only_here = one_company_only()
    contact = Contact(company=company, name=a_name(name), only_here=only_here, **about)
    _check_site(contact)
    with refusing(_taken()):
        contact.save(force_insert=True)
    fact = ContactAdded(contact=contact.id, company=company.id)
    record(actor, fact, on=contact, after={"name": contact.name, "email": contact.email})
    return contact


@action(ADD_COLLEAGUE)
def add_colleague(actor: Actor, company: Company, *, name: str, email: str, title: str) -> Contact:
    """A new contact of one's own company, added by a colleague; no access to the portal yet."""
    if not email.strip():
        raise Refusal(_("Write an e-mail address, so that we can invite them."), field="email")
    only_here = one_company_only()
    contact = Contact(company=company, name=a_name(name), title=title, only_here=only_here)
    contact.email = an_email(email)
    with refusing(_taken()):
        contact.save(force_insert=True)
    fact = ContactAdded(contact=contact.id, company=company.id)
    record(actor, fact, on=contact, after={"name": contact.name, "email": contact.email})
    return contact


@action(MANAGE)
def change_contact(actor: Actor, contact: Contact, **values: Unpack[AboutContactNamed]) -> Contact:
    """Change what is given and leave the rest."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if "name" in values:
        values["name"] = a_name(values["name"])
    if "email" in values:
        values["email"] = an_email(values["email"])
    if not (changed := change(contact, values)):
        return contact
    _check_site(contact)
    if "email" in changed.after and isinstance(actor, Staff) and contact.has_joined:
        require_proof()  # whoever has the new mailbox can sign in as the contact
    with refusing(_taken()):
        contact.save(update_fields=changed.fields)
    fact = ContactChanged(contact=contact.id, company=contact.company_id, fields=changed.fields)
    record(actor, fact, on=contact, before=changed.before, after=changed.after)
    if "email" in changed.after:
        record(
            actor,
            ContactEmailChanged(contact=contact.id, company=contact.company_id),
            on=contact,
            before={"email": changed.before["email"]},
            after={"email": contact.email},
        )
    return contact


def _check_site(contact: Contact) -> None:
    if contact.site is not None and contact.site.company_id != contact.company_id:
        raise ForeignSite
