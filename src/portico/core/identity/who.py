"""From a row to the actor who acts, with the grants that the caller has read."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied

from portico.core.access.actors import Actor, Contact, Reach, Staff
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import StaffUser

NO_GRANTS: Mapping[str, Reach] = {}


def own_id(actor: Actor) -> UUID:
    """Whose own things these are; jobs and visitors own nothing."""
    if actor.id is None:
        raise PermissionDenied(actor.kind)
    return actor.id


def as_contact(row: ContactRow, grants: Mapping[str, Reach] = NO_GRANTS) -> Contact:
    """The actor for a contact whose company and site are at hand."""
    return Contact(
        id=row.id,
        name=row.name,
        email=row.email,
        company_id=row.company_id,
        company_name=row.company.name,
        grants=grants,
        site_id=row.site_id,
        person_id=row.person_id,
        zone=row.zone or (row.site.zone if row.site else ""),
        language=row.language,
    )


def as_staff(
    row: StaffUser, grants: frozenset[str] = frozenset(), *, teams: frozenset[UUID] = frozenset()
) -> Staff:
    return Staff(
        id=row.id,
        name=row.name,
        email=row.email,
        grants=grants,
        card=row.card_id,
        teams=teams,
        zone=row.zone,
        language=row.language,
    )
