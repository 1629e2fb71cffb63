"""A role that goes to chosen companies makes guests there, and takes them away again."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.actors import Reach
from portico.core.access.tests.factories import a_technician
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.actions.ceiling import OwnAccess
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.actions.guests import (
    GuestsHaveNoGuests,
    NoGrant,
    StaffOnly,
    ThereAlready,
    choose_companies,
)
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Grant, Guest, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.roles.queries import grants_of_contact, guest_here, guests_of
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import SETUP
from .test_delegation import go_in

pytestmark = pytest.mark.spec("S2.9.3")
boss = a_technician(GIVE_ACCESS)


@dataclass
class Group:
    """A holding whose manager looks after two sisters."""

    home: Contact
    north: Company
    south: Company
    roles: dict[str, Role]


@pytest.fixture
def group(tenant: Tenant) -> Group:
    roles = install_presets(SETUP, language="en")
    home = a_contact(a_company("Holding"), "Hana Holding")
    open_access(boss, home, role=roles["manager"])
    return Group(home, a_company("North"), a_company("South"), roles)


def here(company: Company) -> Contact:
    return Contact.objects.get(company=company)


def test_a_chosen_company_gets_a_guest_of_the_same_person(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])

    guest = here(group.north)
    assert (guest.person_id, guest.email) == (group.home.person_id, group.home.email)
    assert guest.can_sign_in
    grant = Grant.objects.get(contact=guest)
    assert (grant.role, grant.reach) == (group.roles["manager"], Reach.COMPANY)
    assert not Contact.objects.filter(company=group.south).exists()
    link = guest_here(guest.pk)
    assert link
    assert link.home == group.home


def test_both_companies_read_it_in_their_log(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])
    choose_companies(boss, group.home, companies=[])

    for name in ("roles.guest_admitted", "roles.guest_dismissed"):
        told = set(Entry.objects.filter(name=name).values_list("company_id", flat=True))
        assert told == {group.home.company_id, group.north.pk}


def test_taking_it_back_ends_the_visit(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north, group.south])

    choose_companies(boss, group.home, companies=[group.south])

    gone = here(group.north)
    assert not gone.can_sign_in
    assert grants_of_contact(gone.pk) == {}
    assert here(group.south).can_sign_in
    assert [one.company for one in guests_of(group.home.pk)] == [group.south]


def test_a_former_guest_comes_back_as_the_same_contact(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])
    choose_companies(boss, group.home, companies=[])
    choose_companies(boss, group.home, companies=[group.north])

    assert here(group.north).can_sign_in


def test_who_is_shut_out_at_home_is_shut_out_everywhere(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])

    close_access(boss, group.home)

    assert not here(group.north).can_sign_in
    assert not Guest.objects.exists()


def test_another_role_at_home_ends_the_visits(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])

    open_access(boss, group.home, role=group.roles["employee"])

    assert not here(group.north).can_sign_in


def test_a_client_admin_who_shuts_somebody_out_ends_visits_nobody_there_sees(
    group: Group, tenant: Tenant
) -> None:
    choose_companies(boss, group.home, companies=[group.north])
    admin = a_contact(group.home.company, "Ada Admin")
    grant_to_contact(SETUP, admin, role=group.roles["client_admin"])
    actor = go_in(tenant, admin)

    close_access(actor, group.home)

    assert not Contact.objects.filter(company=group.north).exists()  # as the admin sees it
    with scope(staff_scope(tenant.pk)):
        assert not here(group.north).can_sign_in


def test_the_company_visited_may_end_it_too(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])

    close_access(boss, here(group.north))

    assert not Guest.objects.exists()
    assert Contact.objects.get(pk=group.home.pk).can_sign_in


def test_clients_never_choose_companies(group: Group, tenant: Tenant) -> None:
    admin = a_contact(group.home.company, "Ada Admin")
    grant_to_contact(SETUP, admin, role=group.roles["client_admin"])
    actor = go_in(tenant, admin)

    with pytest.raises(StaffOnly):
        choose_companies(actor, group.home, companies=[group.north])
    with pytest.raises(PermissionDenied):
        choose_companies(a_technician(), group.home, companies=[group.north])


def test_the_same_person_cannot_raise_itself_through_a_visit(group: Group, tenant: Tenant) -> None:
    choose_companies(boss, group.home, companies=[group.north])
    admin = a_contact(group.north, "Other", person=group.home.person, email="o@north.example")
    grant_to_contact(SETUP, admin, role=group.roles["client_admin"])
    guest = Guest.objects.get().contact
    actor = go_in(tenant, admin)

    with pytest.raises(OwnAccess):
        open_access(actor, guest, role=group.roles["manager"])


def test_somebody_elses_address_is_not_taken_over(group: Group) -> None:
    a_contact(group.north, "Namesake", email=group.home.email, person=None)

    with pytest.raises(ThereAlready):
        choose_companies(boss, group.home, companies=[group.north])


def test_guests_have_no_guests_and_nobody_comes_without_a_role(group: Group) -> None:
    choose_companies(boss, group.home, companies=[group.north])
    with pytest.raises(GuestsHaveNoGuests):
        choose_companies(boss, here(group.north), companies=[group.south])

    close_access(boss, group.home)
    with pytest.raises(NoGrant):
        choose_companies(boss, group.home, companies=[group.south])
