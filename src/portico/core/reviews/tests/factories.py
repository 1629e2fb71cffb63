"""Members, reviews and their lines for tests."""

from portico.core.access.actors import System
from portico.core.identity.tests.msps import inside
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import Scope, scope, staff_scope

from ..actions.start import start_review
from ..models import AccessReview, ReviewLine

SETUP = System("tests")


def member(tenant: Tenant, company: Company, name: str, key: str) -> Contact:
    with scope(inside(tenant)):
        contact = a_contact(company, name)
        grant_to_contact(SETUP, contact, role=Role.objects.get(key=key))
        return contact


def begun(tenant: Tenant, company: Company) -> AccessReview:
    with scope(inside(tenant)):
        return start_review(SETUP, company)


def line_of(review: AccessReview, contact: Contact) -> ReviewLine:
    with scope(_inside(review)):
        return ReviewLine.objects.get(review=review, contact_id=contact.pk)


def fresh(review: AccessReview) -> AccessReview:
    with scope(_inside(review)):
        return AccessReview.objects.select_related("company").get(pk=review.pk)


def again(contact: Contact) -> Contact:
    with scope(_inside(contact)):
        return Contact.objects.get(pk=contact.pk)


def _inside(row: AccessReview | Contact) -> Scope:
    return staff_scope(row.tenant_id)  # type: ignore[arg-type] # never null here
