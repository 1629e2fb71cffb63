"""Who is not let in, and what a token cannot reach."""

from importlib.util import find_spec
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.tests.factories import a_client
from portico.core.identity.tests.test_races import together
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.provisioning.actions.connections import (
    make_connection,
    map_group,
    rotate_token,
    set_domains,
    switch_connection,
)
from portico.core.provisioning.models import ScimConnection, ScimGroup, ScimUser, SyncLine
from portico.core.provisioning.permissions import MANAGE
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .conftest import MISSING
from .factories import TESTS, Directory, a_directory, host_of

pytestmark = pytest.mark.spec("S2.8.2b")


def test_no_token_opens_anything_but_its_own_connection(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    with scope(staff_scope(tenant.pk)):
        other = a_directory_of(tenant, a_company("Otter Optics"))
        nowhere = ScimConnection()
    pk = entra.add().json()["id"]

    answers = {
        (one.status_code, one.content)
        for one in (
            Directory(entra.host, other.connection, entra.secret)("GET", "Users"),
            Directory(entra.host, entra.connection, other.secret)("GET", f"Users/{pk}"),
            Directory(entra.host, nowhere, entra.secret)("GET", "Users"),
            Directory(entra.host, entra.connection, "scim_wrong")("GET", "Users"),
            Directory(entra.host, entra.connection, "")("GET", "Users"),
            Client(HTTP_HOST=entra.host).get(f"/scim/v2/{entra.connection.pk}/Users"),
        )
    }

    assert {status for status, _body in answers} == {401}
    assert len(answers) == 1  # nobody learns which of them exist
    assert other("GET", f"Users/{pk}").status_code == 404
    assert other("DELETE", f"Users/{pk}").status_code == 404


def a_directory_of(tenant: Tenant, company: Company) -> Directory:
    """Inside an open scope."""
    return a_directory(tenant, company)


def test_another_tenants_host_knows_nothing_of_it(entra: Directory) -> None:
    other = a_tenant("Beta MSP")
    foreign = Directory(host_of(other), entra.connection, entra.secret)

    assert foreign("GET", "Users").status_code == 401


def test_a_host_that_nobody_knows_answers_in_the_protocol(entra: Directory) -> None:
    entra.host = "nowhere.example.com"

    answer = entra("GET", "Users")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/scim+json")
    assert answer.json()["status"] == "404"


def test_an_old_token_works_as_long_as_was_said(tenant: Tenant, entra: Directory) -> None:
    old = entra.secret
    with scope(staff_scope(tenant.pk)):
        entra.secret = rotate_token(TESTS, entra.connection, hours=24).secret
    assert Directory(entra.host, entra.connection, old)("GET", "Users").status_code == 200
    assert entra("GET", "Users").status_code == 200

    with scope(staff_scope(tenant.pk)):
        newest = rotate_token(TESTS, entra.connection, hours=0).secret

    assert Directory(entra.host, entra.connection, old)("GET", "Users").status_code == 401
    assert entra("GET", "Users").status_code == 401
    assert Directory(entra.host, entra.connection, newest)("GET", "Users").status_code == 200


def test_what_is_switched_off_answers_nothing(tenant: Tenant, entra: Directory) -> None:
    with scope(staff_scope(tenant.pk)):
        switch_connection(TESTS, entra.connection, state=ScimConnection.State.OFF)

    assert entra("GET", "Users").status_code == 403
    assert entra.add().status_code == 403


def test_nobody_is_given_more_than_the_directory_may_say(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    more: dict[str, Any] = {
        "password": "hunter2",
        "roles": [{"value": "owner"}],
        "entitlements": [{"value": "everything"}],
        "groups": [{"value": "x"}],
        "id": "00000000-0000-0000-0000-000000000001",
        "company_id": "x",
        "contact": "x",
        "meta": {"version": "x"},
    }

    made = entra.add(**more)

    assert made.status_code == 201
    assert not {"password", "roles", "entitlements", "groups"} & set(made.json())
    assert made.json()["id"] != more["id"]
    with scope(staff_scope(tenant.pk)):
        user = ScimUser.objects.get(pk=made.json()["id"])
        assert "hunter2" not in str(user.told)
        held = Grant.objects.filter(contact=user.contact_id)
        assert list(held.values_list("role__key", flat=True)) == ["employee"]


def test_groups_hold_people_of_their_own_connection_only(tenant: Tenant, entra: Directory) -> None:
    with scope(staff_scope(tenant.pk)):
        other = a_directory_of(tenant, a_company("Otter Optics"))
    stranger = other.add("otto@otter.example").json()["id"]

    refused = entra.group("Managers", stranger)

    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")
    assert entra("GET", "Groups").json()["totalResults"] == 0


def test_another_connection_does_not_take_over_a_contact(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    entra.add()
    second = a_directory(tenant, bakery)

    refused = second.add()

    assert (refused.status_code, refused.json()["scimType"]) == (409, "uniqueness")


def test_wrong_tokens_are_held_back(entra: Directory) -> None:
    wrong = Directory(entra.host, entra.connection, "scim_wrong")

    answers = [wrong("GET", "Users").status_code for _ in range(70)]

    assert answers[0] == 401
    assert answers[-1] == 429


def test_a_client_hands_out_through_groups_only_what_it_could_give(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    entra.group("Everybody")
    it = a_client(bakery.pk, MANAGE, GIVE_ACCESS)
    with scope(staff_scope(tenant.pk)):
        group = ScimGroup.objects.get(name="Everybody")
        for key in ("client_admin", "owner", "manager"):
            role = Role.objects.get(key=key)
            with pytest.raises(Refusal):
                map_group(it, entra.connection, group=group, role=role)


def test_a_client_sets_up_its_own_company_only_and_no_domains(
    tenant: Tenant, bakery: Company, entra: Directory
) -> None:
    it = a_client(bakery.pk, MANAGE)
    kind = ScimConnection.Kind.OTHER
    with scope(staff_scope(tenant.pk)):
        other = a_company("Otter Optics")
        for company in (other, None):
            with pytest.raises((NotVisible, PermissionDenied)):
                make_connection(it, company, name="Mine", kind=kind)
        with pytest.raises((NotVisible, PermissionDenied)):
            set_domains(it, entra.connection, domains=["gmail.com"])
        assert ScimConnection.objects.count() == 1


def test_what_was_asked_is_told_in_words(tenant: Tenant, entra: Directory) -> None:
    entra.add()
    entra.add()

    with scope(staff_scope(tenant.pk)):
        told = [(one.deed, one.about) for one in SyncLine.objects.order_by("id")]
        words = SyncLine.objects.order_by("-id")[0].words
    assert told == [("created", "ada@client.example"), ("refused", "ada@client.example")]
    assert "user name" in words


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_that_add_the_same_person_one_does() -> None:
    if find_spec("email_validator") is None:
        pytest.skip(MISSING)
    tenant = a_tenant()
    with scope(staff_scope(tenant.pk)):
        install_presets(TESTS, language="en")
        bakery = a_company()
        a_contact(bakery, "Somebody Else")
    directory = a_directory(tenant, bakery)

    answers = [
        one for _ in range(4) for one in together(lambda: directory.add().status_code, times=25)
    ]

    assert sorted(answers) == [201] + [409] * 99
    with scope(staff_scope(tenant.pk)):
        assert ScimUser.objects.count() == 1
        assert Contact.objects.filter(email="ada@client.example").count() == 1
