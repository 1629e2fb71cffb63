"""Finding the tenant, before anybody has signed in."""

import time
from copy import copy
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from portico.kernel.postgres import kept as prepared
from portico.kernel.tenancy import current_tenant

from .at_hand import kept
from .models import Tenant

REMEMBERED = 2.0  # seconds: how long a process may be behind in what a tenant looks like
_known: dict[str, tuple[float, Tenant]] = {}


def tenant_of_host(host: str) -> Tenant | None:
    """The active tenant that answers on `host` (without port), or None for an unknown one.

    Its row is the same for all visitors, so a process asks for it at most every two seconds;
    who somebody is and what one may do is never remembered. Unknown hosts are asked for anew.
    """
    host = host.lower()
    until, tenant = _known.get(host, (0.0, None))
    if tenant is not None and time.monotonic() < until:
        return copy(tenant)
    found = list(Tenant.objects.raw("SELECT * FROM ctx.tenant_of_host(%s)", [host]))
    if not found:
        _known.pop(host, None)
        return None
    _known[host] = (time.monotonic() + REMEMBERED, found[0])
    return copy(found[0])


def forget_tenants() -> None:
    """Ask again at the next request: this process has changed one."""
    _known.clear()


def tenant_ids() -> list[UUID]:
    """Every active tenant; for schedules and commands, never for a request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.tenant_ids()")
        return [row[0] for row in cursor.fetchall()]


def this_tenant() -> Tenant:
    """The row of the tenant whose scope is open."""
    return copy(kept("tenant", _read_tenant))


def _read_tenant() -> Tenant:
    if (found := _this_tenant.first()) is None:
        raise Tenant.DoesNotExist
    return found


@prepared.kept
def _this_tenant() -> QuerySet[Tenant]:
    return Tenant.objects.filter(pk=current_tenant())


def next_number(kind: str) -> int:
    """The next human number of this tenant, such as 4817 for a ticket; gaps are possible."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.next_number(%s)", [kind])
        return int(cursor.fetchone()[0])


def reserve_numbers(kind: str, *, up_to: int) -> None:
    """Count on after `up_to`: rows came with numbers of their own, from an import or a seed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.reserve_numbers(%s, %s)", [kind, up_to])
