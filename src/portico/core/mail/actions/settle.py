"""A person looks into a mail that got stuck: send it again, or say what became of it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.jobs.job import defer
from portico.core.journal.acting import action, record

from ..events import MailSentAgain, MailSettled
from ..models import Message
from ..permissions import MANAGE
from ..rules.addresses import is_address
from ..rules.patience import is_too_late
from .deliver import erase
from .queue import SEND


class NotStuck(Conflict):
    """Somebody else has dealt with it meanwhile."""


class CannotSendAgain(Refusal):
    """There is nothing left that could be sent, or nowhere to send it."""


@action(MANAGE)
def send_again(actor: Actor, message: Message) -> Message:
    """Try a failed or doubtful mail once more, under the same Message-ID."""
    message = _stuck(message)
    if message.erased_at or is_too_late(useful_until=message.useful_until, now=timezone.now()):
        raise CannotSendAgain(
            _("This e-mail is worth nothing any more. Have a new one made where it came from.")
        )
    if not is_address(message.to):
        raise CannotSendAgain(
            _("This is not an e-mail address. Correct it where the e-mail came from.")
        )
    message.state, message.ended_at = Message.State.QUEUED, None
    message.queued_at = message.next_try_at = timezone.now()
    message.code, message.answer = 0, ""
    message.save()
    defer(SEND, message.lane, {"message": str(message.id)})
    record(actor, MailSentAgain(mail=message.id), on=message, after={"to": message.to})
    return message


@action(MANAGE)
def confirm_arrival(actor: Actor, message: Message) -> Message:
    """Somebody asked the recipient: the doubtful mail is there."""
    message = _stuck(message)
    if message.state != Message.State.AMBIGUOUS:
        raise NotStuck(_("The mail server refused this e-mail, so it cannot have arrived."))
    message.state = Message.State.SENT
    return _settled(actor, message, arrived=True)


@action(MANAGE)
def dismiss(actor: Actor, message: Message) -> Message:
    """Nothing more to do about this one."""
    return _settled(actor, _stuck(message), arrived=False)


def _stuck(message: Message) -> Message:
    found = Message.objects.select_for_update().stuck().filter(pk=message.pk).first()
    if found is None:
        raise NotStuck(_("Somebody has dealt with this e-mail already."))
    return found


def _settled(actor: Actor, message: Message, *, arrived: bool) -> Message:
    message.settled_at = timezone.now()
    message.save(update_fields=["state", "settled_at"])
    if message.is_sensitive:
        erase(message)
    record(
        actor,
        MailSettled(mail=message.id, arrived=arrived),
        on=message,
        after={"to": message.to},
    )
    return message
