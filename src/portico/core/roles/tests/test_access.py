"""Portal access: given with one role, taken at once."""

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.actors import Reach
from portico.core.access.tests.factories import a_technician
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.people.permissions import MANAGE, SEE_COLLEAGUES
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.access import NoAddress, close_access, open_access
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.roles.queries import grants_of_contact
from portico.core.tenants.models import Tenant

from .factories import a_role

tess = a_technician(GIVE_ACCESS)


def stranger() -> Contact:
    return a_contact(a_company(), access=Contact.Access.NONE, person=None)


def test_access_comes_with_a_role(tenant: Tenant) -> None:
    contact = open_access(tess, stranger(), role=a_role("Employee", SEE_COLLEAGUES))

    assert contact.access == Contact.Access.INVITED
    assert grants_of_contact(contact.id) == {SEE_COLLEAGUES.code: Reach.OWN}
    assert {entry.name for entry in Entry.objects.all()} == {"roles.granted", "roles.access_opened"}


def test_another_role_replaces_the_first(tenant: Tenant) -> None:
    contact = open_access(tess, stranger(), role=a_role("Employee", SEE_COLLEAGUES))

    open_access(tess, contact, role=a_role("Guest"))

    assert grants_of_contact(contact.id) == {}


def test_a_wider_reach_counts(tenant: Tenant) -> None:
    role = a_role("Employee", SEE_COLLEAGUES)
    contact = open_access(tess, stranger(), role=role)

    open_access(tess, contact, role=role, reach=Reach.COMPANY)

    assert grants_of_contact(contact.id) == {SEE_COLLEAGUES.code: Reach.COMPANY}


def test_saying_the_same_again_records_nothing(tenant: Tenant) -> None:
    role = a_role()
    contact = open_access(tess, stranger(), role=role)
    before = Entry.objects.count()

    open_access(tess, contact, role=role)

    assert Entry.objects.count() == before


def test_without_a_mailbox_there_is_no_access(tenant: Tenant) -> None:
    contact = a_contact(email="", person=None, access=Contact.Access.NONE)

    with pytest.raises(NoAddress):
        open_access(tess, contact, role=a_role())


def test_access_is_taken_and_given_back(tenant: Tenant) -> None:
    contact, role = a_contact(), a_role()
    open_access(tess, contact, role=role)

    assert close_access(tess, contact).access == Contact.Access.DISABLED
    assert not Contact.objects.with_access().exists()

    assert open_access(tess, contact, role=role).access == Contact.Access.ACTIVE


def test_it_needs_the_permission(tenant: Tenant) -> None:
    with pytest.raises(PermissionDenied):
        open_access(a_technician(MANAGE), stranger(), role=a_role())
    with pytest.raises(PermissionDenied):
        close_access(a_technician(MANAGE), a_contact())
