"""The offer of a passkey: made once to each person, and never again."""

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action

from ..models import Method, PersonPasskey, PersonSecret, PortalSession
from ..permissions import SIGN_IN
from ..policy import rules_of

BY_MAIL = frozenset({Method.LINK, Method.CODE})


@action(SIGN_IN)  # not recorded: it only remembers that something was said
def take_offer(actor: Actor, session: PortalSession) -> bool:  # noqa: ARG001  every action has one
    """Is now the time to say it? Counts as said from here on."""
    if session.method not in BY_MAIL or not rules_of(session.company_id).passkeys:
        return False
    if PersonPasskey.objects.filter(person_id=session.person_id).exists():
        return False
    row = PersonSecret(person_id=session.person_id)
    PersonSecret.objects.bulk_create([row], ignore_conflicts=True)
    mine = PersonSecret.objects.filter(person_id=session.person_id, offer_seen_at=None)
    return bool(mine.update(offer_seen_at=timezone.now()))
