"""Rows of a tenant: written by their context only, seen by their tenant only, in a scope only."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portico.core.tenants.models import Host, Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import NoTenant, door_scope, portal_scope, scope, staff_scope
from portico.kernel.writes import WriteOutsideAction, writing

COUNT = "SELECT count(*) FROM tenants_host"
WRITES: dict[str, Callable[[Host], object]] = {
    "save": lambda host: host.save(),
    "delete": lambda host: host.delete(),
    "create": lambda host: Host.objects.create(name=f"x.{host.name}"),
    "bulk_create": lambda host: Host.objects.bulk_create([Host(name=f"x.{host.name}")]),
    "update": lambda _host: Host.objects.update(is_primary=False),
    "bulk_update": lambda host: Host.objects.bulk_update([host], ["is_primary"]),
    "delete many": lambda _host: Host.objects.all().delete(),
    "get_or_create": lambda host: Host.objects.get_or_create(name=f"x.{host.name}"),
}


def refused(statement: str) -> str:
    """What PostgreSQL says to a statement that must fail; the transaction goes on."""
    with (
        pytest.raises(DatabaseError) as problem,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(problem.value)


def number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("way", WRITES)
def test_a_row_changes_only_inside_an_action_of_its_context(db: None, way: str) -> None:
    with scope(staff_scope(a_tenant().id)):
        host = Host.objects.get()

        with pytest.raises(WriteOutsideAction):
            WRITES[way](host)
        with pytest.raises(WriteOutsideAction), writing("people"):
            WRITES[way](host)
        with writing("tenants"):
            WRITES[way](host)


@pytest.mark.spec("G1")
def test_another_tenants_rows_do_not_exist(db: None) -> None:
    mine, other = a_tenant("Acme IT"), a_tenant("Beta MSP")

    with scope(staff_scope(mine.id)):
        assert set(Host.objects.values_list("tenant_id", flat=True)) == {mine.id}
        assert number(COUNT) == 1
        assert not Host.objects.filter(tenant_id=other.id).exists()


@pytest.mark.spec("G1")
def test_a_row_cannot_be_saved_for_another_tenant(db: None) -> None:
    mine, other = a_tenant("Acme IT"), a_tenant("Beta MSP")

    with scope(staff_scope(mine.id)), writing("tenants"):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Host(name="stolen.example", tenant_id=other.id).save(force_insert=True)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Host.objects.update(tenant_id=other.id)


@pytest.mark.spec("G1")
def test_without_a_scope_nothing_can_be_read(db: None) -> None:
    a_tenant()

    with pytest.raises(NoTenant):
        Host.objects.count()
    assert "permission denied" in refused(COUNT)


@pytest.mark.spec("G1")
@pytest.mark.parametrize("become", ["SET LOCAL ROLE portico_staff", "SET LOCAL ROLE portico_door"])
def test_a_role_without_a_tenant_raises_instead_of_seeing_nothing(db: None, become: str) -> None:
    a_tenant()

    said = refused(f"{become}; {COUNT}")

    assert "uuid" in said or "portico.tenant" in said


@pytest.mark.spec("G1")
def test_the_portal_cannot_even_name_a_table_of_staff(db: None) -> None:
    tenant = a_tenant()

    with scope(portal_scope(tenant.id, company=new_id(), contact=new_id())):
        assert "permission denied" in refused(COUNT)


def test_nobody_may_empty_a_table(db: None) -> None:
    with scope(staff_scope(a_tenant().id)):
        assert "permission denied" in refused("TRUNCATE tenants_host")


@pytest.mark.spec("G1")
def test_nothing_of_a_scope_is_left_for_the_next(transactional_db: None) -> None:
    with scope(staff_scope(a_tenant().id)):
        assert number(COUNT) == 1

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('portico.tenant', true)")
        user, left = cursor.fetchone()
    assert user == "portico_app"
    assert not left
    assert "permission denied" in refused(COUNT)


def _write_and_fail(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)), writing("tenants"):
        Host.objects.create(name="never.example")
        raise ZeroDivisionError


@pytest.mark.spec("G1")
def test_a_scope_that_failed_leaves_nothing_either(transactional_db: None) -> None:
    tenant = a_tenant()

    with pytest.raises(ZeroDivisionError):
        _write_and_fail(tenant)

    with scope(staff_scope(tenant.id)):
        assert not Host.objects.filter(name="never.example").exists()
    assert "permission denied" in refused(COUNT)


def test_an_inner_scope_gives_way_to_the_outer_one(db: None) -> None:
    mine, other = a_tenant("Acme IT"), a_tenant("Beta MSP")

    with scope(staff_scope(mine.id)):
        with scope(door_scope(other.id)):
            assert Host.objects.get().tenant_id == other.id
        assert Host.objects.get().tenant_id == mine.id
        assert number(COUNT) == 1


@pytest.mark.spec("G1")
def test_every_statement_names_the_tenant(db: None) -> None:
    with scope(staff_scope(a_tenant().id)), writing("tenants"):
        host = Host.objects.get()
        with CaptureQueriesContext(connection) as captured:
            host.save()
            host.refresh_from_db()
            Host.objects.filter(name=host.name).update(is_primary=True)
            list(Host.objects.select_related("tenant").filter(pk=host.pk))
            Host.objects.update_or_create(name=host.name, defaults={"is_primary": False})
            host.delete()

    ours = [query["sql"] for query in captured if "tenants_host" in query["sql"]]
    assert len(ours) >= 6
    assert [sql for sql in ours if "tenant_id" not in sql.partition("WHERE")[2]] == []


def test_a_tenant_cannot_rename_itself_into_another(db: None) -> None:
    mine, other = a_tenant("Acme IT"), a_tenant("Beta MSP")

    with scope(staff_scope(mine.id)):
        assert [tenant.id for tenant in Tenant.objects.all()] == [mine.id]
        assert Tenant.objects.filter(pk=other.id).update(name="Stolen") == 0
