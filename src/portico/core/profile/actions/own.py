"""A contact changes the own profile: what is free at once, what needs a word as a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact as ContactRow
from portico.core.people.ports import a_name
from portico.core.tenants.queries import this_tenant
from portico.kernel.changes import change

from ..events import ChangeRequested, ChangeWithdrawn, PictureChanged, ProfileChanged
from ..models import Avatar, ChangeRequest, Field, Rule
from ..permissions import OWN
from ..queries import rules_for
from ..rules import a_number, a_picture, a_title, mark, region_of


class Locked(Refusal):
    """Somebody else keeps this field."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("This is kept elsewhere and cannot be changed here. Tell us what is wrong."),
            field=name,
        )


class NoLongerOpen(Conflict):
    """It was decided or withdrawn in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This request has been decided in the meantime."))


@dataclass(slots=True)
class Outcome:
    """Which fields changed at once, and which now wait for somebody's word."""

    changed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@action(OWN, writes=("people",))
def change_own_profile(actor: Actor, *, name: str, phone: str, mobile: str, title: str) -> Outcome:
    """Name, numbers and title, as the forms give them; unchanged ones are left alone."""
    me = _mine(actor)
    region = region_of(me.zone or this_tenant().zone)
    wanted: dict[str, str] = {
        Field.NAME: a_name(name),
        Field.PHONE: _number(me.phone, phone, name="phone", region=region),
        Field.MOBILE: _number(me.mobile, mobile, name="mobile", region=region),
        Field.TITLE: a_title(title),
    }
    differs = {key: value for key, value in wanted.items() if getattr(me, key) != value}
    rules = rules_for(me.pk)
    if locked := next((key for key in differs if rules[key] is Rule.LOCKED), ""):
        raise Locked(locked)
    free = {key: value for key, value in differs.items() if rules[key] is Rule.FREE}
    outcome = Outcome(_apply(actor, me, free))
    for key in differs.keys() - free.keys():
        ask_for(actor, me, key, new=differs[key])
        outcome.asked.append(key)
    return outcome


def _mine(actor: Actor) -> ContactRow:
    if not isinstance(actor, Contact):
        raise Refusal(_("Only clients have a profile here."))
    return ContactRow.objects.select_for_update().get(pk=actor.id)


def _number(before: str, wanted: str, *, name: str, region: str) -> str:
    """What was written down long ago stays as it is until somebody changes it."""
    return before if wanted.strip() == before else a_number(wanted, field=name, region=region)


def _apply(actor: Actor, me: ContactRow, values: Mapping[str, Any]) -> list[str]:
    """Any: values of a row."""
    if not (changed := change(me, values)):
        return []
    me.save(update_fields=changed.fields)
    fact = ProfileChanged(contact=me.pk, fields=changed.fields)
    record(actor, fact, on=me, before=changed.before, after=changed.after)
    return changed.fields


def ask_for(actor: Actor, me: ContactRow, name: str, *, new: str, **more: Any) -> ChangeRequest:
    """One open request for each field: a later one replaces it. Any: columns of the request."""
    if not new:
        raise Refusal(_("This cannot be empty."), field=name)
    now = timezone.now()
    ChangeRequest.objects.filter(
        contact=me, field=name, state=ChangeRequest.State.REQUESTED
    ).update(state=ChangeRequest.State.WITHDRAWN, decided_at=now)
    made = ChangeRequest.objects.create(
        company_id=me.company_id,
        contact=me,
        field=name,
        old=getattr(me, name),
        new=new,
        requested_at=now,
        **more,
    )
    fact = ChangeRequested(contact=me.pk, field=name)
    record(actor, fact, on=me, before={name: made.old}, after={name: new})
    return made


@action(OWN)
def withdraw_request(actor: Actor, request: ChangeRequest) -> None:
    """It is no longer wanted."""
    waiting = ChangeRequest.objects.filter(pk=request.pk, state=ChangeRequest.State.REQUESTED)
    if not waiting.update(state=ChangeRequest.State.WITHDRAWN, decided_at=timezone.now()):
        raise NoLongerOpen
    fact = ChangeWithdrawn(contact=request.contact_id, field=request.field)
    record(actor, fact, on=request)


@action(OWN)
def change_own_picture(actor: Actor, *, content: bytes) -> None:
    """The own picture; empty takes it away."""
    me = _mine(actor)
    if rules_for(me.pk)[Field.PICTURE] is not Rule.FREE:
        raise Locked("picture")
    if content:
        drawn = a_picture(content)
        Avatar.objects.update_or_create(
            contact=me,
            defaults={"company_id": me.company_id, "content": drawn, "hash": mark(drawn)},
        )
    else:
        Avatar.objects.filter(contact=me).delete()
    record(actor, PictureChanged(contact=me.pk, there=bool(content)), on=me)
