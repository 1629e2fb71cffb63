"""Switch the optional parts of the product on and off."""

from collections.abc import Collection

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import forget_tenants

from ..events import ExtrasChanged
from ..permissions import MANAGE
from ..queries import optional_contexts
from .tenant import locked_tenant


@action(MANAGE)
def choose_extras(actor: Actor, *, wanted: Collection[str]) -> Tenant:
    """Let exactly these optional contexts be on; what is switched off keeps its data."""
    tenant = locked_tenant()
    known = set(optional_contexts())
    there, chosen = set(tenant.extras) & known, set(wanted) & known
    if there == chosen:
        return tenant
    tenant.extras = sorted((set(tenant.extras) - known) | chosen)
    tenant.save(update_fields=["extras"])
    forget_tenants()
    fact = ExtrasChanged(on=sorted(chosen - there), off=sorted(there - chosen))
    record(actor, fact, on=tenant)
    return tenant
