"""One look at the sign-ins of a short time."""

from uuid import UUID

from django.conf import settings
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.kernel.places import country_of

from ..models import Alert
from ..permissions import VIEW
from ..queries.watch import arrivals_since, failures_since
from ..rules.patterns import SOON, WINDOW, Arrival, forces, sprays, travels
from .alerts import Pattern, raise_alert


@action(VIEW)  # not recorded: each alert is
def watch_sign_ins(actor: Actor) -> list[UUID]:
    """Raise an alert for each pattern; the ids of those that are new."""
    now = timezone.now()
    failures = failures_since(now - WINDOW)
    found = [
        *(Pattern(Alert.Kind.SPRAY, one.ip, one.tries, one.people) for one in sprays(failures)),
        *(
            Pattern(Alert.Kind.BRUTE_FORCE, one.whom, one.tries, one.machines)
            for one in forces(failures)
        ),
        *(
            Pattern(Alert.Kind.TRAVEL, one.who, 2, 1, f"{one.there} → {one.here}")
            for one in travels(_arrivals())
        ),
    ]
    raised = [one for one in found if raise_alert(actor, one)]
    return list(
        Alert.objects.filter(
            settled_at=None, about__in=[one.about for one in raised], first_at__gte=now
        ).values_list("pk", flat=True)
    )


def _arrivals() -> list[Arrival]:
    """Empty without a table of addresses: then no country is known."""
    if settings.PLACES is None:
        return []
    return [
        Arrival(str(row.actor_id), row.actor_name, country_of(ip, settings.PLACES), row.at)
        for row, ip in arrivals_since(timezone.now() - SOON)
    ]
