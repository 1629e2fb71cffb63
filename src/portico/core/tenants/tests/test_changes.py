"""Only what differs counts as changed."""

from portico.core.tenants.models import Tenant
from portico.kernel.changes import change


def test_only_what_differs_is_changed() -> None:
    tenant = Tenant(name="Acme", phone="1")

    changed = change(tenant, {"name": "Acme", "phone": "2"})

    assert (changed.before, changed.after, changed.fields) == (
        {"phone": "1"},
        {"phone": "2"},
        ["phone"],
    )
    assert tenant.phone == "2"


def test_nothing_differs() -> None:
    assert not change(Tenant(name="Acme"), {"name": "Acme"})
