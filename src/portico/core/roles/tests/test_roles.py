"""Roles: what they may hold, who may change them, and that nobody locks everybody out."""

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.actors import Reach
from portico.core.access.permissions import Refusal, can
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.journal.models import Entry
from portico.core.people.models import StaffUser
from portico.core.people.permissions import MANAGE as MANAGE_PEOPLE
from portico.core.people.permissions import SEE_COLLEAGUES
from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles import queries
from portico.core.roles.actions.grant import (
    WrongKindOfRole,
    grant_to_contact,
    grant_to_staff,
    revoke_from_staff,
)
from portico.core.roles.actions.install import install_presets
from portico.core.roles.actions.roles import (
    OwnerIsEverything,
    RoleExists,
    RoleInUse,
    add_role,
    change_permissions,
    delete_role,
    rename_role,
)
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS, MANAGE, VIEW
from portico.core.roles.queries import LastOwner
from portico.core.tenants.models import Tenant

from .factories import SETUP, a_role, a_staff_grant

boss = a_technician(MANAGE, VIEW, GIVE_ACCESS, VIEW_PEOPLE)


@pytest.fixture
def owner(tenant: Tenant) -> StaffUser:
    """Somebody who can manage roles, so that the last one is not at stake."""
    roles = install_presets(SETUP, language="en")
    staff = a_staff_user("Olga Owner")
    a_staff_grant(staff, roles["owner"])
    return staff


def preset(key: str) -> Role:
    return Role.objects.get(key=key)


@pytest.mark.spec("S1.5.10")
def test_a_change_counts_at_once(owner: StaffUser) -> None:
    tess = a_staff_user()
    a_staff_grant(tess, preset("technician"))

    change_permissions(boss, {preset("technician"): {VIEW_PEOPLE.code}})

    assert queries.grants_of_staff(tess.id) == {VIEW_PEOPLE.code}


def test_a_change_records_what_came_and_what_went(owner: StaffUser) -> None:
    role = a_role("Helper", SEE_COLLEAGUES)
    changed = change_permissions(boss, {role: set()})

    entry = Entry.objects.filter(name="roles.changed").get()
    assert changed == 1
    assert (entry.data["added"], entry.data["removed"]) == ([], [SEE_COLLEAGUES.code])
    assert entry.is_security


@pytest.mark.spec("S1.5.5")
def test_a_portal_role_never_holds_a_staff_permission(owner: StaffUser) -> None:
    role = preset("employee")

    change_permissions(boss, {role: {MANAGE.code, VIEW_PEOPLE.code, SEE_COLLEAGUES.code}})

    assert queries.codes_of_role(role.id) == {SEE_COLLEAGUES.code}


def test_a_staff_permission_does_nothing_in_a_contacts_hands(tenant: Tenant) -> None:
    assert not can(a_client(a_company().id, MANAGE, reach=Reach.COMPANY), MANAGE)


def test_changing_roles_needs_the_permission(owner: StaffUser) -> None:
    with pytest.raises(PermissionDenied):
        change_permissions(a_technician(VIEW), {preset("employee"): set()})


def test_nobody_gives_what_they_do_not_hold(owner: StaffUser) -> None:
    role, tess = preset("technician"), a_staff_user()

    with pytest.raises(Refusal, match="You lack"):
        change_permissions(boss, {role: queries.codes_of_role(role.id) | {"identity.reveal_code"}})
    with pytest.raises(Refusal, match="You lack"):
        grant_to_staff(boss, tess, role=preset("owner"))


def test_the_owner_role_stays_whole(owner: StaffUser) -> None:
    with pytest.raises(OwnerIsEverything):
        change_permissions(boss, {preset("owner"): {VIEW.code}})

    assert MANAGE.code in queries.grants_of_staff(owner.id)
    assert MANAGE_PEOPLE.code in queries.grants_of_staff(owner.id)


def test_the_last_owner_keeps_the_role(owner: StaffUser) -> None:
    with pytest.raises(LastOwner):
        revoke_from_staff(boss, owner, role=preset("owner"))

    assert MANAGE.code in queries.grants_of_staff(owner.id)


def test_an_owner_may_go_when_another_stays(owner: StaffUser) -> None:
    a_staff_grant(a_staff_user("Second"), preset("owner"))

    revoke_from_staff(boss, owner, role=preset("owner"))

    assert not queries.grants_of_staff(owner.id)


def test_somebody_disabled_does_not_count_as_an_owner(owner: StaffUser) -> None:
    gone = a_staff_user("Gone", status=StaffUser.Status.DISABLED)
    a_staff_grant(gone, preset("owner"))

    with pytest.raises(LastOwner):
        revoke_from_staff(boss, owner, role=preset("owner"))


def test_a_copy_holds_the_same_permissions(owner: StaffUser) -> None:
    copy = add_role(boss, audience=Role.Audience.CONTACTS, name="Lead", copy_of=preset("manager"))

    assert queries.codes_of_role(copy.id) == queries.codes_of_role(preset("manager").id)


def test_a_role_name_is_taken_once_per_kind(owner: StaffUser) -> None:
    with pytest.raises(RoleExists):
        add_role(boss, audience=Role.Audience.CONTACTS, name=preset("manager").name)
    add_role(boss, audience=Role.Audience.STAFF, name=preset("manager").name)


def test_a_role_is_renamed(owner: StaffUser) -> None:
    role = preset("manager")

    rename_role(boss, role, name="Office manager", description="", reach=Reach.SITE)

    role.refresh_from_db()
    assert (role.name, role.default_reach) == ("Office manager", Reach.SITE)


def test_a_role_that_somebody_holds_stays(owner: StaffUser) -> None:
    role = a_role("Helper")
    grant_to_contact(boss, a_contact(), role=role)

    with pytest.raises(RoleInUse):
        delete_role(boss, role)


def test_an_unused_role_goes_but_not_the_default_one(owner: StaffUser) -> None:
    delete_role(boss, preset("finance"))

    assert not Role.objects.filter(key="finance").exists()
    with pytest.raises(RoleInUse):
        delete_role(boss, preset("employee"))
    with pytest.raises(RoleInUse):
        delete_role(boss, preset("owner"))


def test_staff_roles_and_portal_roles_are_never_exchanged(owner: StaffUser) -> None:
    with pytest.raises(WrongKindOfRole):
        grant_to_contact(boss, a_contact(), role=preset("technician"))
    with pytest.raises(WrongKindOfRole):
        grant_to_staff(boss, a_staff_user(), role=preset("employee"))


def test_who_only_gives_access_sees_portal_roles_only(owner: StaffUser) -> None:
    seen = queries.roles(a_technician(GIVE_ACCESS))

    assert {role.audience for role in seen} == {"contacts"}
    assert not queries.roles(a_technician()).exists()
