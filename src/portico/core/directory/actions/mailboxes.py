"""Access of people whose mailbox is gone: whoever has left is often noticed by that alone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.mail.models import Message
from portico.core.people.models import Contact
from portico.core.roles.actions.access import close_access
from portico.core.roles.permissions import GIVE_ACCESS

NO_SUCH_MAILBOX = range(550, 554)  # RFC 5321: mailbox, not local, storage, name not allowed
LOOKED_AT = timedelta(days=30)
APART = timedelta(days=1)  # what comes back once may be somebody's bad hour
AT_ONCE = timedelta(days=2)
A_FEW = 5  # addresses; when more come back at once, a server is at fault, not so many people


@action(GIVE_ACCESS)  # not recorded: closing each access is
def close_where_mail_comes_back(actor: Actor, *, mail_id: UUID) -> int:
    """Close the access behind an address that refused mail on two days, and took none between.

    Nobody who was here since the first time is shut out, and nobody at all while mail comes back
    from many.
    """
    mail = Message.objects.filter(pk=mail_id, code__in=NO_SUCH_MAILBOX).first()
    if mail is None or _is_everybodys(mail) or (since := _dead_since(mail.to)) is None:
        return 0
    found = Contact.objects.with_access().filter(email=mail.to)
    gone = found.filter(Q(last_seen_at=None) | Q(last_seen_at__lt=since))
    people = list(gone.order_by("id"))
    for one in people:
        close_access(actor, one, reason=_("E-mails to this address come back."))
    return len(people)


def _is_everybodys(mail: Message) -> bool:
    """Refused mail to many addresses at once."""
    refused = Message.objects.filter(state=Message.State.FAILED, code__in=NO_SUCH_MAILBOX)
    others = refused.filter(ended_at__gte=timezone.now() - AT_ONCE).exclude(to=mail.to)
    return bool(others.aggregate(n=Count("to", distinct=True))["n"] >= A_FEW)


def _dead_since(email: str) -> datetime | None:
    """Since when nothing has reached it; None while that may be a passing fault."""
    tried = Message.objects.filter(to=email, ended_at__gte=timezone.now() - LOOKED_AT)
    taken = tried.filter(state=Message.State.SENT).aggregate(at=Max("ended_at"))["at"]
    back = tried.filter(state=Message.State.FAILED, code__in=NO_SUCH_MAILBOX)
    if taken:
        back = back.filter(ended_at__gt=taken)
    span = back.aggregate(first=Min("ended_at"), last=Max("ended_at"))
    if span["first"] is None or span["last"] - span["first"] < APART:
        return None
    first: datetime = span["first"]
    return first
