"""A sign-in that has been proved waits to be used: once, in time."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Conflict

from ..models import SsoAttempt


class Over(Conflict):
    """Used before, too late, or the access was closed meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This sign-in has ended. Please start again."))


def taken(attempt: SsoAttempt) -> bool:
    """One statement: of many at once, one gets it."""
    now = timezone.now()
    waiting = SsoAttempt.objects.filter(
        pk=attempt.pk,
        purpose=SsoAttempt.Purpose.SIGN_IN,
        state=SsoAttempt.State.PROVED,
        used_at=None,
        expires_at__gt=now,
    )
    return bool(waiting.update(used_at=now))
