"""When mail does not arrive: staff tell the code of a sign-in that the contact has started."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact
from portico.kernel.crypto.tokens import fingerprint, new_code, shown_code

from ..events import CodeRevealed
from ..models import LoginRequest
from ..permissions import REVEAL_CODE
from ..queries import contacts_at

SHORTEST_REASON = 5


class CheckedBy(models.TextChoices):
    """How staff made sure who is calling."""

    CALLED_BACK = "called_back", _("I called back on the number we have on file")
    IN_PERSON = "in_person", _("The person stands before me")
    KNOWN_VOICE = "known_voice", _("I know the person and saw or heard them")
    COLLEAGUE = "colleague", _("A colleague at the company has confirmed it")


class RequestEnded(Conflict):
    """The code would open nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            _("This sign-in has ended meanwhile. Ask the person to start again, then reload.")
        )


class NoReason(Refusal):
    """The journal keeps why."""

    def __init__(self) -> None:
        super().__init__(_("Write in a few words why the mail cannot be used."), field="reason")


@action(REVEAL_CODE)
def reveal_code(actor: Actor, request: LoginRequest, *, checked_by: CheckedBy, reason: str) -> str:
    """A new code, shown to staff once; it works only in the browser where the contact waits."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason
    now, code = timezone.now(), new_code()
    waiting = LoginRequest.objects.filter(
        pk=request.pk, used_at=None, replaced_at=None, expires_at__gt=now
    )
    people = contacts_at(request.email)
    if not people or not waiting.update(
        code_hash=fingerprint(code), revealed_at=now, tries=0, contact_id=people[0].pk
    ):
        raise RequestEnded
    contact: Contact = people[0]
    fact = CodeRevealed(request=request.pk, checked_by=checked_by.value, reason=reason.strip())
    record(actor, fact, on=contact)
    return shown_code(code)
