"""Another e-mail address: asked for, proved by a code, and told to the old one at once."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import SIGN_IN as SIGN_IN_LANE
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact as ContactRow
from portico.core.people.ports import an_email
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_code, same, shown_code, typed_code

from ..events import AddressProved
from ..models import ChangeRequest, Field, Rule
from ..permissions import OWN
from ..queries import rules_for
from ..rules import hinted
from .own import Locked, NoLongerOpen, _mine, ask_for

CODE_HOLDS = timedelta(minutes=30)
REST = timedelta(minutes=1)
MOST_TRIES = 5


class TooSoon(Refusal):
    """The last code is still on its way."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            _("A code has just gone out. Wait a minute before you ask for another one."),
            field="email",
        )


class WrongCode(Refusal):
    """Not the code, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is not right, or it has ended. You can ask for another one."),
            field="code",
        )


@action(OWN)
def ask_for_address(actor: Actor, *, email: str) -> ChangeRequest:
    """Mail a code to the new address, and tell the old one."""
    me = _mine(actor)
    if rules_for(me.pk)[Field.EMAIL] is Rule.LOCKED or me.is_shared_mailbox:
        raise Locked("email")
    new = an_email(email)
    if not new or new == me.email:
        raise Refusal(_("Write the new address."), field="email")
    now, code = timezone.now(), new_code()
    recent = ChangeRequest.objects.filter(
        contact=me, field=Field.EMAIL, requested_at__gt=now - REST
    )
    if recent.exists():
        raise TooSoon
    made = ask_for(
        actor, me, Field.EMAIL, new=new, code_hash=fingerprint(code), code_until=now + CODE_HOLDS
    )
    _mail_code(actor, me, made, code)
    _tell_old(actor, me, new)
    return made


def _mail_code(actor: Actor, me: ContactRow, made: ChangeRequest, code: str) -> None:
    queue_mail(
        actor,
        to=made.new,
        name=me.name,
        template="profile/mail/code",
        context={
            "name": me.first_name,
            "code": shown_code(code),
            "minutes": int(CODE_HOLDS.total_seconds() // 60),
        },
        language=me.language,
        zone=me.zone,
        lane=SIGN_IN_LANE,
        sensitive=True,
        until=made.code_until,
    )


def _tell_old(actor: Actor, me: ContactRow, new: str) -> None:
    queue_mail(
        actor,
        to=me.email,
        name=me.name,
        template="profile/mail/asked",
        context={"name": me.first_name, "hint": hinted(new), "phone": this_tenant().phone},
        language=me.language,
        zone=me.zone,
    )


@action(OWN)
def prove_address(actor: Actor, request: ChangeRequest, *, code: str) -> ChangeRequest:
    """The code came back; five tries, counted before they are compared."""
    waiting = ChangeRequest.objects.filter(
        pk=request.pk, state=ChangeRequest.State.REQUESTED, proved_at=None
    )
    alive = waiting.filter(tries__lt=MOST_TRIES, code_until__gt=timezone.now())
    if not alive.update(tries=F("tries") + 1):
        if not waiting.exists():
            raise NoLongerOpen
        raise WrongCode
    request.refresh_from_db()
    if not same(fingerprint(typed_code(code)), bytes(request.code_hash)):
        return request  # the try stays counted; the page says that it was wrong
    request.proved_at = timezone.now()
    request.save(update_fields=["proved_at"])
    record(actor, AddressProved(contact=request.contact_id), on=request)
    return request
