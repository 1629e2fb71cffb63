"""After an update: preset roles grow with the product, those of the tenant stay the tenant's."""

import pytest

from portico.core.journal.models import Entry
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_company, a_staff_user
from portico.core.roles import queries
from portico.core.roles.actions.choosing import set_company_default
from portico.core.roles.actions.install import install_presets, renew_presets
from portico.core.roles.actions.roles import change_permissions, reset_role
from portico.core.roles.jobs import follow_the_product
from portico.core.roles.models import Role, RolePermission
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.roles.rules import preset_codes
from portico.core.tenants.models import Tenant
from portico.kernel.writes import writing

from .factories import SETUP, a_staff_grant


@pytest.fixture
def owner(tenant: Tenant) -> StaffUser:
    roles = install_presets(SETUP, language="en")
    staff: StaffUser = a_staff_user("Olga Owner")
    a_staff_grant(staff, roles["owner"])
    return staff


def made_earlier(key: str, *, without: set[str]) -> Role:
    """The preset as a tenant has it that was made before the product had these permissions."""
    role = Role.objects.get(key=key)
    with writing("roles"):
        RolePermission.objects.filter(role=role, code__in=without).delete()
        role.shipped = sorted(preset_codes(key) - without)
        role.save()
    return role


def held(role: Role) -> set[str]:
    return queries.codes_of_role(role.pk)


@pytest.mark.spec("S0.1.19", "S4.8.2a")
def test_a_preset_that_nobody_changed_gets_what_later_versions_add(owner: StaffUser) -> None:
    new = {"joining.manage_links", "invitations.invite", GIVE_ACCESS.code}
    admin, reader = made_earlier("client_admin", without=new), Role.objects.get(key="reader")
    assert not held(admin) & new

    follow_the_product()
    follow_the_product()

    assert held(admin) == preset_codes("client_admin")
    assert held(reader) == preset_codes("reader")
    said = Entry.objects.get(name="roles.changed")
    assert (said.subject_id, set(said.data["added"])) == (admin.pk, new)


@pytest.mark.spec("S0.1.19")
def test_a_preset_that_somebody_changed_stays_until_it_is_reset(owner: StaffUser) -> None:
    new = {"joining.manage_links"}
    role = made_earlier("technician", without=new)
    change_permissions(SETUP, {role: held(role) - {"tickets.merge"}})
    mine = held(role)

    assert renew_presets(SETUP) == 0
    assert held(role) == mine

    reset_role(SETUP, role)
    assert held(role) == preset_codes("technician")
    role = made_earlier("technician", without={"tickets.note"})
    assert renew_presets(SETUP) == 1
    assert held(role) == preset_codes("technician")


@pytest.mark.spec("S0.1.20")
def test_what_people_get_by_themselves_does_not_grow_powerful(owner: StaffUser) -> None:
    new = {"federation.manage", "provisioning.manage", "tokens.create_token"}
    role = made_earlier("it_contact", without=new)
    set_company_default(SETUP, a_company(), role=role)

    assert renew_presets(SETUP) == 0

    assert not held(role) & new
