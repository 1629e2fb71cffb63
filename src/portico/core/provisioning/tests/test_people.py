"""What a directory does to people: added, linked, changed, left, back again."""

from typing import Any

import pytest

from portico.core.identity.tests.factories import signed_in_client
from portico.core.journal.models import Entry
from portico.core.people.actions.contacts import change_contact
from portico.core.people.models import Company, Contact
from portico.core.people.ports import locked_fields
from portico.core.people.tests.factories import a_company, a_contact, a_person
from portico.core.provisioning import queries
from portico.core.provisioning.actions.connections import map_group, set_domains, switch_connection
from portico.core.provisioning.jobs import bring_all
from portico.core.provisioning.models import Ahead, Problem, ScimConnection, ScimUser
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.actions.leaver import let_go
from portico.core.roles.models import Grant, Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import context, portal_scope, scope, staff_scope
from portico.kernel.writes import writing

from .factories import TESTS, WORK, Directory, a_directory

State = ScimConnection.State


def contact_at(tenant: Tenant, email: str) -> Contact:
    with scope(staff_scope(tenant.pk)):
        found: Contact = Contact.objects.get(email=email)
        return found


def roles_of(tenant: Tenant, contact: Contact) -> set[str]:
    with scope(staff_scope(tenant.pk)):
        return set(Grant.objects.filter(contact=contact).values_list("role__key", flat=True))


def bring(tenant: Tenant, directory: Directory) -> None:
    """The job, as the worker runs it."""
    with context(staff_scope(tenant.pk)):
        bring_all(scimconnection=str(directory.connection.pk))


def give(tenant: Tenant, directory: Directory, group: str, role: str) -> None:
    with scope(staff_scope(tenant.pk)):
        row = queries.group(directory.connection, group)  # type: ignore[arg-type] # text will do
        wanted = Role.objects.get(key=role)
        map_group(TESTS, directory.connection, group=row, role=wanted)
    bring(tenant, directory)


@pytest.mark.spec("S2.8.2b", "S0.1.20")
def test_somebody_new_gets_a_contact_and_the_usual_role(tenant: Tenant, entra: Directory) -> None:
    answer = entra.add(title="CTO", preferredLanguage="de-DE")

    assert answer.status_code == 201
    ada = contact_at(tenant, "ada@client.example")
    assert (ada.name, ada.title, ada.language) == ("Ada Lovelace", "CTO", "de")
    assert ada.access == Contact.Access.INVITED
    assert roles_of(tenant, ada) == {"employee"}
    with scope(staff_scope(tenant.pk)):
        actors = set(
            Entry.objects.filter(company_id=ada.company_id, subject_id=ada.pk).values_list(
                "actor_name", flat=True
            )
        )
    assert actors == {"provisioning"}


@pytest.mark.spec("S2.8.2b")
def test_who_is_here_already_is_linked_and_keeps_roles(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    with scope(staff_scope(tenant.pk)):
        ada = a_contact(bakery, "Ada", email="ada@client.example")

    made = entra.add().json()

    with scope(staff_scope(tenant.pk)):
        user = ScimUser.objects.get(pk=made["id"])
    assert user.contact_id == ada.pk
    assert contact_at(tenant, ada.email).name == "Ada Lovelace"


@pytest.mark.spec("S2.8.2b", "S4.8.4b")
@pytest.mark.parametrize("way", ["entra", "okta", "delete"])
def test_who_leaves_is_out_on_the_next_request(tenant: Tenant, entra: Directory, way: str) -> None:
    pk = entra.add().json()["id"]
    ada = contact_at(tenant, "ada@client.example")
    browser = signed_in_client(_active(tenant, ada))
    assert browser.get("/portal/account/").status_code == 200

    match way:
        case "entra":
            told: Any = {"op": "Replace", "path": "active", "value": "False"}
            assert entra.patch(f"Users/{pk}", told).status_code == 204
        case "okta":
            told = {"op": "replace", "value": {"active": False}}
            assert entra.patch(f"Users/{pk}", told).status_code == 204
        case _:
            assert entra("DELETE", f"Users/{pk}").status_code == 204

    assert browser.get("/portal/account/").status_code == 302
    gone = contact_at(tenant, "ada@client.example")
    assert gone.access == Contact.Access.DISABLED  # and the contact stays, with its history


def _active(tenant: Tenant, contact: Contact) -> Contact:
    """The same contact after a first sign-in."""
    with scope(staff_scope(tenant.pk)), writing("people"):
        contact.person, contact.access = a_person(contact.name, contact.email), "active"
        contact.save()
        return contact


@pytest.mark.spec("S2.8.2b")
def test_who_comes_back_has_the_role_again(tenant: Tenant, entra: Directory) -> None:
    pk = entra.add().json()["id"]
    group = entra.group("Managers", pk).json()["id"]
    give(tenant, entra, group, "manager")
    ada = contact_at(tenant, "ada@client.example")
    assert roles_of(tenant, ada) == {"manager"}

    entra.patch(f"Users/{pk}", {"op": "Replace", "path": "active", "value": "False"})
    entra.patch(f"Users/{pk}", {"op": "Replace", "path": "active", "value": "True"})

    assert contact_at(tenant, ada.email).can_sign_in
    assert roles_of(tenant, ada) == {"manager"}


@pytest.mark.spec("S2.8.2b")
def test_who_was_removed_and_added_again_is_the_same_contact(
    tenant: Tenant, entra: Directory
) -> None:
    pk = entra.add().json()["id"]
    before = contact_at(tenant, "ada@client.example")
    entra("DELETE", f"Users/{pk}")

    assert entra.add().status_code == 201

    after = contact_at(tenant, "ada@client.example")
    assert (after.pk, after.can_sign_in) == (before.pk, True)


@pytest.mark.spec("S2.8.2b", "S4.8.4b")
def test_who_is_deleted_has_left_and_who_is_switched_off_has_not(
    tenant: Tenant, entra: Directory
) -> None:
    pause, leaver = (entra.add(f"{one}@client.example").json()["id"] for one in ("pia", "lea"))
    entra.patch(f"Users/{pause}", {"op": "Replace", "path": "active", "value": "False"})
    entra("DELETE", f"Users/{leaver}")

    pia, lea = (contact_at(tenant, f"{one}@client.example") for one in ("pia", "lea"))
    assert (pia.is_active, lea.is_active) == (True, False)
    with scope(staff_scope(tenant.pk)):
        said = Entry.objects.filter(subject_id__in=[pia.pk, lea.pk], name="roles.contact_left")
        assert [one.subject_id for one in said] == [lea.pk]


@pytest.mark.spec("S2.8.2b")
def test_whoever_staff_have_let_go_is_not_let_in_again_by_a_directory(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    with scope(staff_scope(tenant.pk)):
        let_go(TESTS, a_contact(bakery, "Ada", email="ada@client.example"), reason="Retired")

    entra.add()

    assert not contact_at(tenant, "ada@client.example").can_sign_in
    with scope(staff_scope(tenant.pk)):
        assert ScimUser.objects.get().problem == Problem.BY_HAND


@pytest.mark.spec("S2.8.2b", "S4.8.4b")
@pytest.mark.parametrize("way", ["opened between", "left meanwhile", "before it went"])
def test_what_was_closed_by_hand_after_the_directory_stays_closed(
    tenant: Tenant, entra: Directory, way: str
) -> None:
    pk = entra.add().json()["id"]
    ada = contact_at(tenant, "ada@client.example")
    if way != "before it went":
        entra.patch(f"Users/{pk}", {"op": "Replace", "path": "active", "value": "False"})
    with scope(staff_scope(tenant.pk)):
        if way == "opened between":
            open_access(TESTS, ada)
        if way == "left meanwhile":
            let_go(TESTS, ada, reason="Retired")
        else:
            close_access(TESTS, ada, reason="Lost the laptop")
    if way == "before it went":
        entra("DELETE", f"Users/{pk}")
        entra.add()
    else:
        entra.patch(f"Users/{pk}", {"op": "Replace", "path": "active", "value": "True"})

    assert not contact_at(tenant, ada.email).can_sign_in
    with scope(staff_scope(tenant.pk)):
        assert ScimUser.objects.get(gone_at=None).problem == Problem.BY_HAND


@pytest.mark.spec("S2.8.2b")
def test_leaving_a_group_takes_its_role_and_nothing_that_was_given_by_hand(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    with scope(staff_scope(tenant.pk)):
        ada = a_contact(bakery, "Ada", email="ada@client.example")
        grant_to_contact(TESTS, ada, role=Role.objects.get(key="finance"))
    pk = entra.add().json()["id"]
    group = entra.group("Managers", pk).json()["id"]
    give(tenant, entra, group, "manager")
    assert roles_of(tenant, ada) == {"finance", "manager"}

    told = {"op": "Remove", "path": f'members[value eq "{pk}"]'}
    assert entra.patch(f"Groups/{group}", told).status_code == 204

    assert roles_of(tenant, ada) == {"finance"}


@pytest.mark.spec("S2.8.2b")
def test_entra_removes_members_by_value(tenant: Tenant, entra: Directory) -> None:
    pk = entra.add().json()["id"]
    group = entra.group("Managers", pk).json()["id"]

    told = {"op": "Remove", "path": "members", "value": [{"value": pk}]}
    assert entra.patch(f"Groups/{group}", told).status_code == 204

    assert "members" not in entra("GET", f"Groups/{group}").json()


@pytest.mark.spec("S2.8.2b")
def test_people_added_by_hand_stay_untouched(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    with scope(staff_scope(tenant.pk)):
        hand = a_contact(bakery, "Hand Made")
    pk = entra.add().json()["id"]
    entra("DELETE", f"Users/{pk}")
    bring(tenant, entra)

    assert contact_at(tenant, hand.email).access == Contact.Access.ACTIVE


@pytest.mark.spec("S2.8.2b")
def test_who_was_switched_off_by_hand_stays_off(tenant: Tenant, entra: Directory) -> None:
    pk = entra.add().json()["id"]
    with scope(staff_scope(tenant.pk)):
        close_access(TESTS, contact := Contact.objects.get(email="ada@client.example"))

    entra.patch(f"Users/{pk}", {"op": "replace", "path": "title", "value": "Boss"})

    found = contact_at(tenant, contact.email)
    assert (found.access, found.title) == (Contact.Access.DISABLED, "Boss")
    with scope(staff_scope(tenant.pk)):
        assert ScimUser.objects.get(pk=pk).problem == Problem.BY_HAND


@pytest.mark.spec("S2.8.2b")
def test_an_address_changes_only_within_the_domains_that_staff_vouch_for(
    tenant: Tenant, entra: Directory
) -> None:
    pk = entra.add().json()["id"]
    told = {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "ada@new.example"}

    refused = entra.patch(f"Users/{pk}", told)
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")
    assert contact_at(tenant, "ada@client.example").can_sign_in

    with scope(staff_scope(tenant.pk)):
        set_domains(TESTS, entra.connection, domains=["new.example"])
    assert entra.patch(f"Users/{pk}", told).status_code == 204
    assert contact_at(tenant, "ada@new.example").name == "Ada Lovelace"


@pytest.mark.spec("S2.8.2b")
def test_a_new_address_never_leads_to_what_the_person_has_elsewhere(
    tenant: Tenant, entra: Directory
) -> None:
    pk = entra.add().json()["id"]
    ada = _active(tenant, contact_at(tenant, "ada@client.example"))
    with scope(staff_scope(tenant.pk)):
        a_contact(a_company("Otter Optics"), "Ada", email="ada@otter.example", person=ada.person)
        set_domains(TESTS, entra.connection, domains=["client.example"])
    told = {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "eve@client.example"}

    assert entra.patch(f"Users/{pk}", told).status_code == 204

    assert contact_at(tenant, "eve@client.example").person_id is None


@pytest.mark.spec("S2.8.2b")
def test_a_dry_run_changes_nothing_and_says_what_it_would(
    tenant: Tenant, bakery: Company, protocol: None
) -> None:
    directory = a_directory(tenant, bakery, state=State.DRY_RUN)
    with scope(staff_scope(tenant.pk)):
        a_contact(bakery, "Bea Baker", email="bea@client.example", title="Baker")

    directory.add()
    directory.add("bea@client.example", displayName="Bea Baker", title="Head baker")

    with scope(staff_scope(tenant.pk)):
        ahead = {one.user_name: one for one in queries.people_ahead(directory.connection)}
        assert not Contact.objects.filter(email="ada@client.example").exists()
        assert Contact.objects.get(email="bea@client.example").title == "Baker"
    assert ahead["ada@client.example"].ahead == Ahead.CREATE
    assert ahead["bea@client.example"].ahead == Ahead.LINK
    assert ahead["bea@client.example"].differs["title"] == ["Baker", "Head baker"]

    with scope(staff_scope(tenant.pk)):
        switch_connection(TESTS, directory.connection, state=State.ACTIVE)
    bring(tenant, directory)

    assert contact_at(tenant, "ada@client.example").can_sign_in
    assert contact_at(tenant, "bea@client.example").title == "Head baker"


@pytest.mark.spec("S2.8.2b")
def test_a_connection_of_the_whole_tenant_finds_the_company_by_organization(
    tenant: Tenant, bakery: Company, protocol: None
) -> None:
    with scope(staff_scope(tenant.pk)):
        otter = a_company("Otter Optics", external_ref="C-7")
    directory = a_directory(tenant, None)

    at_bakery: dict[str, Any] = {WORK: {"organization": "Bluebird Bakery"}}
    pk = directory.add(**at_bakery).json()["id"]
    unknown: dict[str, Any] = {WORK: {"organization": "Nobody knows"}}
    directory.add("who@client.example", **unknown)
    assert contact_at(tenant, "ada@client.example").company_id == bakery.pk

    moved = {"op": "Replace", "path": f"{WORK}:organization", "value": "C-7"}
    assert directory.patch(f"Users/{pk}", moved).status_code == 204

    with scope(staff_scope(tenant.pk)):
        both = Contact.objects.filter(email="ada@client.example")
        found = {one.company_id: one.can_sign_in for one in both}
        assert ScimUser.objects.get(user_key="who@client.example").problem == Problem.NO_COMPANY
    assert found == {bakery.pk: False, otter.pk: True}


@pytest.mark.spec("S2.8.2b")
def test_what_the_directory_keeps_is_said_to_others(tenant: Tenant, entra: Directory) -> None:
    entra.add(title="CTO")
    ada = contact_at(tenant, "ada@client.example")
    with scope(staff_scope(tenant.pk)):
        assert queries.synced_fields(ada.pk) == {"name", "email", "title"}
        change_contact(TESTS, ada, phone="030 1")  # not kept by the directory
        assert queries.is_managed(ada)


@pytest.mark.spec("S2.8.2b")
@pytest.mark.parametrize("serves", ["one company", "several companies"])
def test_a_client_cannot_change_what_a_directory_keeps(
    tenant: Tenant, bakery: Company, protocol: None, serves: str
) -> None:
    directory = a_directory(tenant, bakery if serves == "one company" else None)
    about: dict[str, Any] = {WORK: {"organization": bakery.name}}
    directory.add(title="CTO", **about)
    ada = _active(tenant, contact_at(tenant, "ada@client.example"))
    with scope(portal_scope(tenant.pk, company=ada.company_id, contact=ada.pk)):
        assert locked_fields(ada.pk) == {"name", "email", "title"}
