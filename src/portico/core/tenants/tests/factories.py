"""Tenants for tests."""

from typing import Any

from portico.core.tenants.making import make_tenant
from portico.core.tenants.models import Tenant
from portico.kernel.ids import new_id


def a_tenant(name: str = "Acme IT", *, host: str = "", **fields: Any) -> Tenant:
    """A tenant with one host; only outside a scope."""
    slug = f"{name.split(maxsplit=1)[0].lower()}-{new_id().hex[-8:]}"
    return make_tenant(Tenant(name=name, slug=slug, **fields), host=host or f"{slug}.example.com")
