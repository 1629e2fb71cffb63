"""Finding the tenant, before anybody has signed in."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from portico.kernel.tenancy import Scope, current_tenant, scope, staff_scope

from .models import Tenant


def tenant_of_host(host: str) -> Tenant | None:
    """The active tenant that answers on `host` (without port), or None for an unknown one."""
    found = list(Tenant.objects.raw("SELECT * FROM ctx.tenant_of_host(%s)", [host.lower()]))
    return found[0] if found else None


def tenant_ids() -> list[UUID]:
    """Every active tenant; for schedules and commands, never for a request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.tenant_ids()")
        return [row[0] for row in cursor.fetchall()]


def each_tenant() -> Iterator[Scope]:
    """Visit all tenants, one transaction after the other."""
    for tenant in tenant_ids():
        wanted = staff_scope(tenant)
        with scope(wanted):
            yield wanted


def this_tenant() -> Tenant:
    """The row of the tenant whose scope is open."""
    return Tenant.objects.get(pk=current_tenant())


def next_number(kind: str) -> int:
    """The next human number of this tenant, such as 4817 for a ticket; gaps are possible."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.next_number(%s)", [kind])
        return int(cursor.fetchone()[0])


def reserve_numbers(kind: str, *, up_to: int) -> None:
    """Count on after `up_to`: rows came with numbers of their own, from an import or a seed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.reserve_numbers(%s, %s)", [kind, up_to])
