"""Each tenant's key: made once, wrapped by the master key, rotated without losing anything."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from pytest_django import Settings

from portico.core.tenants import vault
from portico.core.tenants.models import DataKey, Host, Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.crypto.envelope import CannotOpen
from portico.kernel.crypto.keyring import KeyProblem, KeyRing, new_data_key, wrapped_by
from portico.kernel.ids import new_id
from portico.kernel.tenancy import NoTenant, door_scope, portal_scope, scope, staff_scope
from portico.kernel.writes import writing

alone = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    settings.KEK, settings.KEYS_FOLDER = None, tmp_path / "keys"
    settings.KEK_FILE = tmp_path / "keys" / "master.key"
    return tmp_path / "keys" / "master.key"


def key_of(tenant: Tenant) -> bytes:
    with scope(staff_scope(tenant.id)):
        return vault.data_key()


@alone
def test_a_tenant_has_one_key_and_no_other_has_it() -> None:
    ours, theirs = a_tenant(), a_tenant("Beta MSP")

    assert key_of(ours) == key_of(ours)
    assert key_of(ours) != key_of(theirs)


def test_without_a_tenant_there_is_no_key(db: None) -> None:
    with pytest.raises(NoTenant):
        vault.data_key()


@pytest.mark.spec("S2.9.2a")
def test_the_database_never_holds_a_key_in_plain(tenant: Tenant) -> None:
    key = vault.data_key()
    row = DataKey.objects.get()

    assert key not in bytes(row.wrapped)


def test_portal_and_door_work_with_the_same_key(tenant: Tenant) -> None:
    key = vault.data_key()

    with scope(portal_scope(tenant.id, company=new_id(), contact=new_id())):
        assert vault.data_key() == key
    with scope(door_scope(tenant.id)):
        assert vault.data_key() == key


def test_the_portal_may_make_the_first_key_but_never_change_or_delete_one(tenant: Tenant) -> None:
    with scope(portal_scope(tenant.id, company=new_id(), contact=new_id())), writing("tenants"):
        vault.data_key()
        for harm in (
            lambda: DataKey.objects.update(wrapped=b""),
            lambda: DataKey.objects.filter(made_at__isnull=False).delete(),
        ):
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
                harm()


@alone
def test_many_first_uses_at_once_agree_on_one_key() -> None:
    tenant = a_tenant()

    def first_use(_: int) -> bytes:
        try:
            return key_of(tenant)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(first_use, range(8)))

    assert len(found) == 1


def a_row(tenant: Tenant) -> Host:
    return Host(tenant=tenant, name="portal.example.com")


@pytest.mark.spec("S2.9.2a")
def test_a_sealed_text_opens_in_its_own_place_only(tenant: Tenant) -> None:
    row = a_row(tenant)
    sealed = vault.seal_text(row, "password", "hunter2")

    assert b"hunter2" not in sealed
    assert vault.open_text(row, "password", sealed) == "hunter2"
    assert vault.open_text(row, "password", memoryview(sealed)) == "hunter2"
    for other, column in ((a_row(tenant), "password"), (row, "name")):
        with pytest.raises(CannotOpen):
            vault.open_text(other, column, sealed)


def test_an_empty_text_stays_empty(tenant: Tenant) -> None:
    assert vault.seal_text(a_row(tenant), "password", "") == b""
    assert vault.open_text(a_row(tenant), "password", b"") == ""


@alone
def test_a_digest_is_equal_within_a_tenant_only() -> None:
    def digest_in(tenant: Tenant) -> bytes:
        with scope(staff_scope(tenant.id)):
            return vault.text_digest(Host, "name", "DE89370400440532013000")

    ours, theirs = a_tenant(), a_tenant("Beta MSP")
    assert digest_in(ours) == digest_in(ours)
    assert digest_in(ours) != digest_in(theirs)


@alone
@pytest.mark.spec("S2.9.2a")
def test_deleting_the_key_erases_what_it_sealed_for_good() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)), writing("tenants"):
        row = a_row(tenant)
        sealed = vault.seal_text(row, "password", "hunter2")
        DataKey.objects.all().delete()

        with pytest.raises(CannotOpen):
            vault.open_text(row, "password", sealed)


@alone
@pytest.mark.spec("S2.9.2a")
def test_rotation_wraps_every_tenants_key_anew_and_loses_nothing() -> None:
    tenants = [a_tenant(), a_tenant("Beta MSP"), a_tenant("Gone", status=Tenant.Status.SUSPENDED)]
    before = [key_of(tenant) for tenant in tenants]
    a_tenant("Without any secret")

    assert vault.rotate() == 3
    assert [key_of(tenant) for tenant in tenants] == before
    status = vault.key_status()
    assert (status.current, status.wrapped, status.behind) == (2, {2: 3}, 0)
    assert vault.rewrap() == 0


@alone
def test_a_rotation_that_was_interrupted_goes_on_where_it_stopped(keys: Path) -> None:
    tenant = a_tenant()
    before = key_of(tenant)
    vault.keyring().with_new_key().write(keys)

    assert vault.key_status().behind == 1
    assert key_of(tenant) == before
    assert vault.rewrap() == 1


@alone
def test_a_ring_from_the_environment_rotates_when_it_has_grown(settings: Settings) -> None:
    ring = KeyRing({1: new_data_key()})
    settings.KEK = ring._text()
    tenant = a_tenant()
    before = key_of(tenant)

    assert vault.rotate() == 0
    settings.KEK = ring.with_new_key()._text()
    assert vault.rotate() == 1
    assert key_of(tenant) == before


@alone
def test_the_wrong_master_key_is_named_and_nothing_is_made_anew(keys: Path) -> None:
    tenant = a_tenant()
    key_of(tenant)
    keys.unlink()

    with pytest.raises(KeyProblem, match="another master key"):
        key_of(tenant)


@alone
def test_a_copy_is_confirmed_until_the_next_rotation(tmp_path: Path, keys: Path) -> None:
    vault.keyring()
    copy = tmp_path / "copy"
    copy.write_text(keys.read_text())
    wrong = tmp_path / "wrong"
    KeyRing({1: new_data_key()}).write(wrong)

    assert not vault.is_copy_confirmed()
    assert not vault.confirm_copy(wrong)
    assert not vault.confirm_copy(keys)
    with pytest.raises(KeyProblem, match="cannot be read"):
        vault.confirm_copy(tmp_path / "nowhere")
    assert not vault.is_copy_confirmed()
    assert vault.confirm_copy(copy)
    assert vault.is_copy_confirmed()
    vault.rotate()
    assert not vault.key_status().is_copy_confirmed
    assert vault.confirm_copy()


@alone
def test_each_key_says_which_master_key_wraps_it() -> None:
    tenant = a_tenant()
    key_of(tenant)

    with scope(staff_scope(tenant.id)):
        assert wrapped_by(bytes(DataKey.objects.get().wrapped)) == 1
