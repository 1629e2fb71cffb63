"""A new MSP comes whole or not at all; the operator looks after it from outside."""

import pytest

from portico.core.access.actors import Operator, System
from portico.core.access.permissions import Refusal
from portico.core.access.tests.factories import a_technician
from portico.core.identity.models import StaffLink
from portico.core.journal.models import Entry
from portico.core.people.models import StaffUser
from portico.core.roles.models import Role, StaffGrant
from portico.core.roles.queries import grants_of_staff
from portico.core.settings.actions.make_tenant import NotTheFirst, SlugTaken, create_tenant
from portico.core.settings.actions.operate import (
    NoSuchOwner,
    NoSuchTenant,
    add_tenant_host,
    reset_owner,
    resume_tenant,
    suspend_tenant,
)
from portico.core.settings.permissions import MANAGE
from portico.core.settings.rules.hosts import HostTaken
from portico.core.tenants.making import known_tenants
from portico.core.tenants.models import BrandFile
from portico.core.tenants.queries import tenant_of_host
from portico.kernel.tenancy import scope

from .msps import an_msp, inside

BASICS = {
    "name": "Sonnberg IT",
    "slug": "sonnberg",
    "host": "hilfe.sonnberg.example",
    "language": "de",
    "zone": "Europe/Vienna",
    "owner_name": "Olga Owner",
    "owner_email": "Olga@Sonnberg.example",
}


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test here makes tenants."""


def test_a_new_tenant_has_everything_it_needs() -> None:
    tenant = create_tenant(Operator(), **BASICS)  # type: ignore[arg-type] # all are texts

    assert tenant_of_host("hilfe.sonnberg.example") == tenant
    with scope(inside(tenant)):
        owner = StaffUser.objects.get()
        assert (owner.email, owner.status) == ("olga@sonnberg.example", "invited")
        assert "roles.manage" in grants_of_staff(owner.pk)
        assert StaffGrant.objects.get().role.key == "owner"
        assert Role.objects.count() == 9
        assert BrandFile.objects.get(hash=tenant.css_hash).kind == "text/css"
        assert StaffLink.objects.get().purpose == StaffLink.Purpose.JOIN
        made = Entry.objects.get(name="settings.tenant_created")
        assert (made.actor_kind, made.data["language"]) == ("operator", "de")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("slug", "Sonn Berg"),
        ("host", "https://sonnberg.example"),
        ("host", "sonnberg.example:8000"),
        ("host", "-bad.example"),
        ("host", "999.1.1.1"),
        ("language", "xx"),
        ("zone", "Mars/Olympus"),
        ("colour", "red;}"),
        ("owner_name", " "),
        ("owner_email", "olga"),
        ("owner_email", ""),
    ],
)
def test_what_makes_no_sense_makes_no_tenant(field: str, value: str) -> None:
    with pytest.raises(Refusal):
        create_tenant(Operator(), **(BASICS | {field: value}))  # type: ignore[arg-type] # texts

    assert not known_tenants()


def test_hosts_and_short_names_are_taken_once() -> None:
    create_tenant(Operator(), **BASICS)  # type: ignore[arg-type] # all are texts

    with pytest.raises(HostTaken):
        create_tenant(Operator(), **(BASICS | {"slug": "other"}))  # type: ignore[arg-type]
    with pytest.raises(SlugTaken):
        create_tenant(Operator(), **(BASICS | {"host": "other.example"}))  # type: ignore[arg-type]

    assert len(known_tenants()) == 1


def test_the_first_tenant_is_made_once() -> None:
    an_msp()

    with pytest.raises(NotTheFirst):
        create_tenant(Operator(), **BASICS, only_first=True)


def test_only_the_operator_makes_tenants() -> None:
    with pytest.raises(Exception, match="Make a new tenant"):
        create_tenant(a_technician(MANAGE), **BASICS)  # type: ignore[arg-type] # all are texts


def test_a_suspended_tenant_answers_nothing_until_it_is_resumed() -> None:
    tenant = an_msp()
    host = f"{tenant.slug}.example.com"

    suspend_tenant(Operator(), slug=tenant.slug)
    assert tenant_of_host(host) is None

    resume_tenant(Operator(), slug=tenant.slug)
    assert tenant_of_host(host) is not None
    with scope(inside(tenant)):
        names = set(Entry.objects.values_list("name", flat=True))
    assert {"settings.tenant_suspended", "settings.tenant_resumed"} <= names


def test_the_operator_adds_a_host() -> None:
    tenant = an_msp()

    add_tenant_host(Operator(), slug=tenant.slug, host="Second.Example")

    assert tenant_of_host("second.example") == tenant
    with pytest.raises(NoSuchTenant):
        add_tenant_host(Operator(), slug="nobody", host="third.example")


def test_an_owner_who_lost_everything_gets_a_link() -> None:
    tenant = an_msp()

    link = reset_owner(Operator(), slug=tenant.slug, email="OLGA@msp.example")

    assert "/staff/password#" in link
    with scope(inside(tenant)):
        assert Entry.objects.filter(name="identity.mfa_reset").exists()


def test_only_owners_are_let_in_by_the_operator() -> None:
    tenant = an_msp()

    with pytest.raises(NoSuchOwner):
        reset_owner(Operator(), slug=tenant.slug, email="somebody@msp.example")


def test_a_job_is_no_operator_but_may_do_the_same() -> None:
    assert create_tenant(System("import"), **BASICS).slug == "sonnberg"  # type: ignore[arg-type]
