"""Where somebody is a guest because a role goes to chosen companies; for staff."""

from uuid import UUID

from ..models import Guest


def guests_of(home_id: UUID) -> list[Guest]:
    """The companies where this contact's role goes too, with the guest there."""
    found = Guest.objects.filter(home_id=home_id).select_related(
        "home", "company", "contact", "role"
    )
    return list(found.order_by("company__name", "id"))


def guest_here(contact_id: UUID) -> Guest | None:
    """Why this contact is here as a guest, if so."""
    found = Guest.objects.filter(contact_id=contact_id)
    return found.select_related("home__company", "role").first()
