"""Make a tenant's row and its first host. Everything else about it happens in its own scope."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from portico.kernel.ids import new_id

from .models import Tenant


@dataclass(frozen=True, slots=True)
class Known:
    """What an operator sees of a tenant: that it is there."""

    id: UUID
    slug: str
    name: str
    status: str


class TooLate(RuntimeError):
    """The first tenant exists already."""


def make_tenant(tenant: Tenant, *, host: str, only_first: bool = False) -> Tenant:
    """Insert the row with its primary host; only outside a scope. Raises `TooLate`.

    Two first tenants at once: the second waits for the lock and finds the first.
    """
    tenant.created_at = timezone.now()
    values = {f.column: getattr(tenant, f.attname) for f in Tenant._meta.concrete_fields}
    row = json.dumps(values, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portico.make_tenant'))")
        cursor.execute(
            "SELECT ctx.make_tenant(%s::jsonb, %s, %s::text, %s)", [row, new_id(), host, only_first]
        )
        if cursor.fetchone() is None:
            raise TooLate(tenant.name)
    tenant._state.adding = False  # the row is there; saving again updates it
    return tenant


def set_status(tenant: UUID, status: Tenant.Status) -> bool:
    """Suspend a tenant or take it back; its people see 404 from the next request on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.set_tenant_status(%s, %s)", [tenant, status.value])
        return bool(cursor.fetchone()[0])


def known_tenants() -> list[Known]:
    """Every tenant, for the operator's command line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug, name, status FROM ctx.tenants()")
        return [Known(*row) for row in cursor.fetchall()]


def has_tenants() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.has_tenants()")
        return bool(cursor.fetchone()[0])
