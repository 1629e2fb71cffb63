"""What the demo's clients want changed about themselves: one new name that waits."""

from datetime import timedelta

from django.utils import timezone

from portico.core.people.models import Contact
from portico.core.profile.models import ChangeRequest, Field


def load_profile() -> None:
    """Asked yesterday, by somebody who signs in; nobody has decided it."""
    active = Contact.objects.filter(access=Contact.Access.ACTIVE).exclude(email="")
    if (asking := active.order_by("-name", "-id").first()) is None:
        return
    first, _space, last = asking.name.partition(" ")
    ChangeRequest.objects.create(
        company_id=asking.company_id,
        contact=asking,
        field=Field.NAME,
        old=asking.name,
        new=f"{first} {last}-Reed" if last else f"{first} Reed",
        requested_at=timezone.now() - timedelta(hours=20),
    )
