"""The portal of a company goes off: part of switching it off, and of a company that goes."""

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import record

from ..events import PortalDisabled
from ..models import Company, PortalSwitch


def close_portal(actor: Actor, company: Company, *, reason: str) -> None:
    """Nobody gets in from the next request on; people keep roles, choices and history."""
    company.portal_enabled = False
    company.save(update_fields=["portal_enabled"])
    PortalSwitch.objects.update_or_create(
        company=company,
        defaults={"opens_at": None, "changed_at": timezone.now(), "reason": reason},
    )
    record(
        actor,
        PortalDisabled(company=company.pk, reason=reason),
        on=company,
        before={"portal_enabled": True},
        after={"portal_enabled": False},
    )
