"""Delete what signing in has left behind and nobody needs any more; the journal keeps its facts."""

from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action

from ..models import Bucket, Challenge, LoginRequest, PortalSession, StaffLink, StaffSession
from ..permissions import KEEP_COUNT

REQUESTS = timedelta(days=2)
SESSIONS = timedelta(days=90)
BUCKETS = timedelta(days=1)


@action(KEEP_COUNT)  # not recorded: the rows ended before, and that was
def sweep_sign_ins(actor: Actor) -> None:  # noqa: ARG001  every action has one
    """Requests after two days, sessions ninety days after their end, counters that are full."""
    now = timezone.now()
    LoginRequest.objects.filter(created_at__lt=now - REQUESTS).delete()
    StaffLink.objects.filter(expires_at__lt=now - SESSIONS).delete()
    Challenge.objects.filter(expires_at__lt=now - BUCKETS).delete()
    Bucket.objects.filter(at__lt=now - BUCKETS).delete()
    for kind in (PortalSession, StaffSession):
        kind.objects.filter(expires_at__lt=now - SESSIONS).delete()
        kind.objects.filter(ended_at__lt=now - SESSIONS).delete()
