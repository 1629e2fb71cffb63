"""Domains that clients of the demo have proved, and one that waits for its record."""

from django.utils import timezone

from portico.core.federation.models import VerifiedDomain
from portico.core.people.models import Contact
from portico.kernel.crypto.tokens import new_secret

PROVED = {"harborfinch.example": True, "northpier.example": True, "asterlegal.example": False}


def load_sign_on() -> None:
    """Each for the company whose people have addresses there."""
    now = timezone.now()
    for domain, is_proved in PROVED.items():
        someone = Contact.objects.filter(email__endswith=f"@{domain}").first()
        if someone is None:
            continue
        state = VerifiedDomain.State.VERIFIED if is_proved else VerifiedDomain.State.PENDING
        VerifiedDomain.objects.create(
            company_id=someone.company_id,
            domain=domain,
            proof=new_secret(24),
            state=state,
            created_at=now,
            verified_at=now if is_proved else None,
            checked_at=now,
            problem="" if is_proved else "missing",
        )
