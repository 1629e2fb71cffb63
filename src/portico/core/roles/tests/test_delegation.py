"""A client's own admin lets colleagues in, below a ceiling, and nowhere else."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from portico.core.access.actors import Contact as ContactActor
from portico.core.access.actors import Reach
from portico.core.access.permissions import Permission, Refusal
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import SEE_COLLEAGUES
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.roles import queries
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.actions.ceiling import AboveCeiling, HoldsMore, OwnAccess
from portico.core.roles.actions.grant import (
    WrongKindOfRole,
    grant_to_contact,
    revoke_from_contact,
)
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.roles.queries import grants_of_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import become, portal_scope
from portico.kernel.writes import writing

from .factories import SETUP, a_role

pytestmark = pytest.mark.spec("S2.9.3")


@dataclass
class House:
    """One client with an admin, seen through the admin's own session."""

    company: Company
    admin: Contact
    actor: ContactActor
    roles: dict[str, Role]
    elsewhere: Contact
    anna: Contact


def acting(contact: Contact) -> ContactActor:
    return ContactActor(
        id=contact.pk,
        name=contact.name,
        email=contact.email,
        company_id=contact.company_id,
        company_name="Bluebird Bakery",
        grants=grants_of_contact(contact.pk),
        site_id=contact.site_id,
        person_id=contact.person_id,
    )


def go_in(tenant: Tenant, contact: Contact) -> ContactActor:
    """From here on the database sees this contact's session."""
    actor = acting(contact)
    become(portal_scope(tenant.id, company=contact.company_id, contact=contact.pk))
    return actor


@pytest.fixture
def house(tenant: Tenant) -> House:
    roles = install_presets(SETUP, language="en")
    company = a_company()
    admin = a_contact(company, "Ada Admin")
    grant_to_contact(SETUP, admin, role=roles["client_admin"])
    elsewhere = a_contact(a_company("Larch Legal"), "Elsa", access=Contact.Access.NONE)
    anna = a_contact(company, "Anna", access=Contact.Access.NONE)
    return House(company, admin, go_in(tenant, admin), roles, elsewhere, anna)


@pytest.mark.spec("S3.1.6")
def test_a_client_admin_opens_changes_and_closes_access(house: House) -> None:
    opened = open_access(house.actor, house.anna)
    assert opened.access == Contact.Access.ACTIVE
    assert Grant.objects.get(contact=house.anna).role == house.roles["employee"]

    open_access(house.actor, house.anna, role=house.roles["manager"])
    assert Grant.objects.get(contact=house.anna).role == house.roles["manager"]

    assert close_access(house.actor, house.anna, reason="Left").access == Contact.Access.DISABLED


def test_a_role_without_the_permission_opens_nothing(house: House, tenant: Tenant) -> None:
    open_access(house.actor, house.anna, role=house.roles["manager"])
    anna = go_in(tenant, house.anna)

    with pytest.raises(PermissionDenied):
        open_access(anna, house.admin)
    with pytest.raises(PermissionDenied):
        grant_to_contact(anna, house.anna, role=house.roles["manager"])


@pytest.mark.parametrize("key", ["client_admin", "it_contact"])
def test_what_is_not_marked_for_clients_is_above_the_ceiling(house: House, key: str) -> None:
    with pytest.raises(AboveCeiling):
        open_access(house.actor, house.anna, role=house.roles[key])
    with pytest.raises(AboveCeiling):
        grant_to_contact(house.actor, house.anna, role=house.roles[key])
    assert not Grant.objects.filter(contact=house.anna).exists()


def narrow(tenant: Tenant, company: Company, reach: Reach, *may: Permission) -> Contact:
    giver = a_contact(company, "Gil Giver", site=a_site(company))
    grant_to_contact(SETUP, giver, role=a_role("Giver", GIVE_ACCESS), reach=Reach.COMPANY)
    if may:
        grant_to_contact(SETUP, giver, role=a_role("Held", *may), reach=reach)
    return giver


def test_nobody_gives_a_permission_they_lack(tenant: Tenant) -> None:
    company = a_company()
    role = a_role("Colleague", SEE_COLLEAGUES)
    with writing("roles"):
        Role.objects.filter(pk=role.pk).update(is_delegable=True)
    anna = a_contact(company, "Anna", access=Contact.Access.NONE)
    actor = go_in(tenant, narrow(tenant, company, Reach.OWN))

    assert role not in queries.portal_roles(actor)
    with pytest.raises(AboveCeiling):
        open_access(actor, anna, role=Role.objects.get(pk=role.pk))


@pytest.mark.parametrize(
    ("held", "given", "same_site", "fits"),
    [
        (Reach.OWN, Reach.OWN, False, True),
        (Reach.OWN, Reach.SITE, True, False),
        (Reach.SITE, Reach.SITE, True, True),
        (Reach.SITE, Reach.SITE, False, False),
        (Reach.SITE, Reach.COMPANY, True, False),
        (Reach.COMPANY, Reach.COMPANY, False, True),
    ],
)
def test_nobody_gives_a_wider_reach(
    tenant: Tenant, held: Reach, given: Reach, same_site: bool, fits: bool
) -> None:
    company = a_company()
    role = a_role("Colleague", SEE_COLLEAGUES)
    with writing("roles"):
        Role.objects.filter(pk=role.pk).update(is_delegable=True)
    role.refresh_from_db()
    giver = narrow(tenant, company, held, SEE_COLLEAGUES)
    site = giver.site if same_site else a_site(company, "Warehouse")
    anna = a_contact(company, "Anna", site=site)
    actor = go_in(tenant, giver)

    if fits:
        assert grant_to_contact(actor, anna, role=role, reach=given).reach == given
    else:
        with pytest.raises(AboveCeiling):
            grant_to_contact(actor, anna, role=role, reach=given)


def test_nobody_changes_their_own_access(house: House) -> None:
    for deed in (
        lambda: open_access(house.actor, house.admin, role=house.roles["manager"]),
        lambda: close_access(house.actor, house.admin),
        lambda: grant_to_contact(house.actor, house.admin, role=house.roles["employee"]),
        lambda: revoke_from_contact(house.actor, house.admin, role=house.roles["client_admin"]),
    ):
        with pytest.raises(OwnAccess):
            deed()


def test_another_membership_of_the_same_person_is_their_own(house: House, tenant: Tenant) -> None:
    with writing("people"):
        Contact.objects.filter(pk=house.anna.pk).update(person=house.admin.person_id)

    with pytest.raises(OwnAccess):
        open_access(house.actor, house.anna, role=house.roles["employee"])


def test_who_holds_more_is_left_alone(tenant: Tenant) -> None:
    roles, company = install_presets(SETUP, language="en"), a_company()
    admin, other = a_contact(company, "Ada"), a_contact(company, "Otto")
    grant_to_contact(SETUP, admin, role=roles["client_admin"])
    grant_to_contact(SETUP, other, role=roles["it_contact"])
    actor = go_in(tenant, admin)

    for deed in (
        lambda: close_access(actor, other),
        lambda: open_access(actor, other, role=roles["employee"]),
        lambda: revoke_from_contact(actor, other, role=roles["it_contact"]),
    ):
        with pytest.raises(HoldsMore):
            deed()


def test_another_company_does_not_exist(house: House) -> None:
    for deed in (
        lambda: open_access(house.actor, house.elsewhere),
        lambda: close_access(house.actor, house.elsewhere),
        lambda: grant_to_contact(house.actor, house.elsewhere, role=house.roles["employee"]),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_forged_company_gets_no_further(house: House) -> None:
    """Even a contact row that lies about its company meets the policy of the database."""
    house.elsewhere.company_id = house.company.pk

    with pytest.raises(Contact.DoesNotExist):
        open_access(house.actor, house.elsewhere, role=house.roles["employee"])


def test_the_database_takes_no_grant_for_another_company(house: House) -> None:
    with writing("roles"), pytest.raises(DatabaseError), transaction.atomic():
        Grant.objects.create(
            company_id=house.elsewhere.company_id,
            contact_id=house.elsewhere.pk,
            role=house.roles["employee"],
        )
    with writing("people"):
        assert not Contact.objects.filter(pk=house.elsewhere.pk).update(access="active")


def test_a_grant_that_names_a_contact_of_another_company_gives_nothing(
    house: House, tenant: Tenant
) -> None:
    with writing("roles"):
        Grant.objects.create(
            company_id=house.company.pk,
            contact_id=house.elsewhere.pk,
            role=house.roles["client_admin"],
        )
    become(portal_scope(tenant.pk, company=house.elsewhere.company_id, contact=house.elsewhere.pk))

    assert grants_of_contact(house.elsewhere.pk) == {}


def test_staff_roles_and_unknown_roles_are_refused(house: House) -> None:
    with pytest.raises(WrongKindOfRole):
        grant_to_contact(house.actor, house.anna, role=house.roles["technician"])
    with pytest.raises(Refusal):
        open_access(house.actor, house.anna, role=Role(name="Forged", audience="contacts"))


def test_only_what_may_be_given_is_offered(house: House) -> None:
    offered = {role.key for role in queries.portal_roles(house.actor)}
    assert offered == {"employee", "manager", "finance"}
