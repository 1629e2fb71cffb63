"""Actors for tests of actions and queries, without any session."""

from uuid import UUID

from portico.core.access.actors import Contact, Reach, Staff
from portico.core.access.permissions import Permission
from portico.kernel.ids import new_id


def a_technician(*may: Permission, name: str = "Tess Technician") -> Staff:
    codes = frozenset(permission.code for permission in may)
    return Staff(id=new_id(), name=name, email="tess@msp.example", grants=codes)


def a_client(
    company_id: UUID,
    *may: Permission,
    reach: Reach = Reach.OWN,
    contact_id: UUID | None = None,
    site_id: UUID | None = None,
) -> Contact:
    return Contact(
        id=contact_id or new_id(),
        name="Carla Contact",
        email="carla@client.example",
        company_id=company_id,
        company_name="Bluebird Bakery",
        grants={permission.code: reach for permission in may},
        site_id=site_id,
    )
