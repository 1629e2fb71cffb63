"""Why somebody gets in and may do what they do, told as each request finds it."""

import time
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.core.access.actors import Reach
from portico.core.access.permissions import NotVisible
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import SEE_COLLEAGUES
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.permissions import GIVE_ACCESS, VIEW
from portico.core.roles.queries import effective_access, grants_of_contact, with_role
from portico.core.tenants.models import Tenant

from .factories import a_role

tess = a_technician(GIVE_ACCESS, VIEW)


@pytest.mark.spec("S3.2.4")
@pytest.mark.parametrize(
    ("active", "on", "access", "email"), list(product([True, False], repeat=4))
)
def test_it_tells_the_truth_about_getting_in(
    tenant: Tenant, active: bool, on: bool, access: bool, email: bool
) -> None:
    status = Company.Status.ACTIVE if active else Company.Status.INACTIVE
    company = a_company(status=status, portal_enabled=on)
    given = Contact.Access.ACTIVE if access else Contact.Access.DISABLED
    contact = a_contact(company, access=given, email="a@x.example" if email else "", person=None)

    found = effective_access(tess, contact)

    assert found.can_sign_in is all((active, on, access, email))
    assert [one.ok for one in found.reasons] == [active, on, access, email]
    let_in = Contact.objects.with_access().exclude(email="").filter(pk=contact.pk).exists()
    assert found.can_sign_in is let_in


@pytest.mark.spec("S0.1.19")
def test_each_permission_names_every_role_that_gives_it(tenant: Tenant) -> None:
    contact = a_contact()
    narrow, wide = a_role("Narrow", SEE_COLLEAGUES), a_role("Wide", SEE_COLLEAGUES, GIVE_ACCESS)
    grant_to_contact(tess, contact, role=narrow, reach=Reach.OWN)
    grant_to_contact(tess, contact, role=wide, reach=Reach.COMPANY)

    found = effective_access(tess, contact)

    assert {one.permission.code: one.reach for one in found.grants} == grants_of_contact(contact.pk)
    colleagues = next(one for one in found.grants if one.permission is SEE_COLLEAGUES)
    assert [via.role.name for via in colleagues.via] == ["Wide", "Narrow"]
    assert {via.by for via in colleagues.via} == {tess.name}
    assert all(via.at for via in colleagues.via)


@pytest.mark.spec("S2.9.3")
def test_what_if_changes_nothing(tenant: Tenant) -> None:
    contact, role = a_contact(), a_role("Manager", SEE_COLLEAGUES)
    before = effective_access(tess, contact)

    then = with_role(before, role, Reach.COMPANY)

    assert [one.permission for one in then.grants] == [SEE_COLLEAGUES]
    assert effective_access(tess, contact) == before
    assert grants_of_contact(contact.pk) == {}


def test_it_needs_the_permission_and_the_own_company(tenant: Tenant) -> None:
    contact = a_contact()
    with pytest.raises(NotVisible):
        effective_access(a_technician(), contact)
    with pytest.raises(NotVisible):
        effective_access(a_client(a_company().pk, GIVE_ACCESS, reach=Reach.COMPANY), contact)
    colleague = a_client(contact.company_id, GIVE_ACCESS, reach=Reach.COMPANY)
    assert effective_access(colleague, contact).can_sign_in


@pytest.mark.spec("S1.5.10")
def test_permissions_are_one_statement_however_many_roles(tenant: Tenant) -> None:
    contact = a_contact()
    for number in range(30):
        grant_to_contact(tess, contact, role=a_role(f"Role {number}", SEE_COLLEAGUES))

    with CaptureQueriesContext(connection) as read:
        assert grants_of_contact(contact.pk)
    assert len(read) == 1
    assert min(_taken(contact) for _each in range(20)) < 0.001
    with CaptureQueriesContext(connection) as read:
        effective_access(tess, Contact.objects.select_related("company").get(pk=contact.pk))
    assert len(read) <= 4


def _taken(contact: Contact) -> float:
    """The processor's seconds for one load of permissions, the database's own time aside."""
    began = time.thread_time()
    grants_of_contact(contact.pk)
    return time.thread_time() - began
