"""Staff agree to a change or refuse it; whoever asked is told."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, System, called
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.actions.contacts import change_contact
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import PersonEmail

from ..events import ChangeApproved, ChangeRejected, RulesChanged
from ..models import ChangeRequest, Field, FieldRule, Rule
from ..permissions import DECIDE, SET_RULES
from ..queries import chosen_rules
from ..rules import USUAL
from .own import NoLongerOpen

APPLIER = System(called("profile", _("Profiles")))


class NotProved(Conflict):
    """Nobody has shown yet that the new address is theirs."""

    def __init__(self) -> None:
        super().__init__(
            _("The new address is not proved yet. They have to type the code that we sent there.")
        )


@action(DECIDE, writes=("people",))
def approve_request(actor: Actor, request: ChangeRequest) -> ChangeRequest:
    """Apply the change in the same moment."""
    request = _open(request)
    if request.needs_proof:
        raise NotProved
    me = ContactRow.objects.select_for_update().get(pk=request.contact_id)
    if request.field == Field.EMAIL:
        _move_address(me, old=me.email, new=request.new)
    else:
        change_contact(APPLIER, me, **{request.field: request.new})  # type: ignore[arg-type] # one of its texts
    _decide(actor, request, ChangeRequest.State.APPLIED)
    record(actor, ChangeApproved(contact=me.pk, field=request.field), on=me)
    addresses = {request.old, request.new} if request.field == Field.EMAIL else {me.email}
    for to in sorted(addresses - {""}):
        _tell(actor, me, request, to=to)
    return request


@action(DECIDE)
def reject_request(actor: Actor, request: ChangeRequest, *, reason: str) -> ChangeRequest:
    """Leave everything as it was, and say why."""
    request = _open(request)
    if not (said := " ".join(reason.split())):
        raise Refusal(_("Say why, in words for the person who asked."), field="reason")
    request.reason = said[:300]
    _decide(actor, request, ChangeRequest.State.REJECTED)
    me = ContactRow.objects.get(pk=request.contact_id)
    fact = ChangeRejected(contact=me.pk, field=request.field, reason=request.reason)
    record(actor, fact, on=me)
    if me.email:
        _tell(actor, me, request, to=me.email)
    return request


def _open(request: ChangeRequest) -> ChangeRequest:
    found = ChangeRequest.objects.select_for_update().filter(pk=request.pk).first()
    if found is None or found.state != ChangeRequest.State.REQUESTED:
        raise NoLongerOpen
    return found


def _decide(actor: Actor, request: ChangeRequest, state: ChangeRequest.State) -> None:
    request.state, request.decided_at = state, timezone.now()
    request.decided_by = actor.name
    request.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _move_address(me: ContactRow, *, old: str, new: str) -> None:
    """The old mailbox opens nothing any more, at none of the person's companies.

    The new one is the person's own first: an address that nobody has proved ends sessions.
    """
    theirs = [me]
    if me.person_id:
        _own(me.person_id, old=old, new=new)
        others = ContactRow.objects.filter(person_id=me.person_id, email=old)
        theirs += list(others.exclude(pk=me.pk).exclude(is_shared_mailbox=True))
    for one in theirs:
        change_contact(APPLIER, one, email=new)


def _own(person_id: UUID, *, old: str, new: str) -> None:
    PersonEmail.objects.filter(person_id=person_id, email=old).delete()
    owner = PersonEmail.objects.filter(email=new).first()
    if owner is None:
        PersonEmail.objects.create(person_id=person_id, email=new, verified_at=timezone.now())
    elif owner.person_id != person_id:
        raise AnotherPerson


class AnotherPerson(Conflict):
    """The new address belongs to somebody else who signs in here."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else signs in with this address already. Refuse the change, and ask them.")
        )


def _tell(actor: Actor, me: ContactRow, request: ChangeRequest, *, to: str) -> None:
    queue_mail(
        actor,
        to=to,
        name=me.name,
        template="profile/mail/decided",
        context={
            "name": me.first_name,
            "field": Field(request.field).label,
            "done": request.state == ChangeRequest.State.APPLIED,
            "new": request.new,
            "reason": request.reason,
        },
        language=me.language,
        zone=me.zone,
        about=me,
    )


@action(SET_RULES)
def set_field_rules(actor: Actor, *, rules: dict[str, str]) -> list[str]:
    """What each field needs from now on; requests that wait go on waiting."""
    before = {**USUAL, **chosen_rules()}
    if rules.get(Field.EMAIL) == Rule.FREE:
        raise Refusal(_("An address that lets people in always needs approval."), field="email")
    changed = [key for key, rule in rules.items() if before[key] != rule]
    for key in changed:
        FieldRule.objects.update_or_create(field=key, defaults={"rule": Rule(rules[key])})
    if changed:
        record(
            actor,
            RulesChanged(fields=changed),
            before={key: str(before[key]) for key in changed},
            after={key: rules[key] for key in changed},
        )
    return changed
