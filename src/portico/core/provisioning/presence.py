"""When a directory was here last, noted once a minute at most."""

from datetime import timedelta

from django.utils import timezone

from portico.kernel.writes import writing

from .models import ScimConnection

SEEN_EVERY = timedelta(minutes=1)


def note_presence(connection: ScimConnection) -> None:
    """A glance at the clock, not a change that anybody would ask about."""
    now = timezone.now()
    if connection.seen_at is None or now - connection.seen_at > SEEN_EVERY:
        with writing("provisioning"):
            ScimConnection.objects.filter(pk=connection.pk).update(seen_at=now)
