"""Passkeys: added, named, removed; and the proof that somebody holds one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact, Staff, Visitor
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.journal.acting import action, record
from portico.core.tenants.models import Tenant
from portico.kernel.postgres.kept import Typed, kept
from portico.kernel.text import one_line

from ..events import PasskeyAdded, PasskeyCloned, PasskeyRemoved, PasskeyRenamed
from ..holder import Holder, holding
from ..models import Challenge, Passkey, PersonPasskey, StaffPasskey
from ..passkeys import (
    Answer,
    Owner,
    Place,
    ask_for_new,
    ask_for_proof,
    checked_count,
    checked_new,
    digest,
)
from ..permissions import OWN, SIGN_IN
from ..policy import rules_of
from .challenge import claim, new_challenge

MOST = 20
LONGEST_NAME = 80


class NotAdded(Refusal):
    """The browser's answer does not hold."""

    def __init__(self) -> None:
        super().__init__(_("The passkey was not added. Please try again."))


class TooManyPasskeys(Refusal):
    """Nobody has so many devices."""

    def __init__(self) -> None:
        super().__init__(_("You have many passkeys already. Remove one that you do not use."))


class NoPasskeysHere(Refusal):
    """The rules do not let passkeys in."""

    def __init__(self) -> None:
        super().__init__(_("Passkeys are not used here. Ask your IT contact if you need one."))


class NoPasskeyName(Refusal):
    """A passkey without a name."""

    def __init__(self) -> None:
        super().__init__(_("Write a name by which you recognise the device."), field="name")


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody holds this passkey; or why not: `wrong`, `unknown` or `cloned`."""

    passkey: Any = None  # Any: a row of either door
    why: str = ""


@action(OWN)
def ask_to_add(actor: Actor, *, tenant: Tenant, place: Place, browser: str) -> str:
    """What to tell the browser so that it makes a passkey for this host."""
    with holding(actor) as holder:
        _require_allowed(actor)
        known = [bytes(one.credential) for one in holder.passkeys.filter(rp_id=place.rp_id)]
        value = new_challenge(
            actor, purpose=Challenge.Purpose.ENROL, browser=browser, **holder.which
        )
        return ask_for_new(
            Owner(holder.id, actor.name, getattr(actor, "email", "")),
            place=place,
            challenge=value,
            msp=tenant.portal_name or tenant.name,
            known=known,
        )


@action(OWN)
def add_passkey(
    actor: Actor, *, answer: Answer | None, place: Place, browser: str, name: str
) -> Passkey:
    """The browser has made one: from now on it opens the door."""
    with holding(actor) as holder:
        _require_allowed(actor)
        if answer is None or not claim(
            answer.challenge, purpose=Challenge.Purpose.ENROL, browser=browser, **holder.which
        ):
            raise NotAdded
        fresh = checked_new(answer, place=place)
        if fresh is None or _is_taken(fresh.credential):
            raise NotAdded
        if holder.passkeys.count() >= MOST:
            raise TooManyPasskeys
        row: Passkey = holder.passkeys.model.objects.create(
            **holder.which,
            credential=fresh.credential,
            credential_hash=digest(fresh.credential),
            public_key=fresh.public_key,
            sign_count=fresh.sign_count,
            is_synced=fresh.is_synced,
            rp_id=place.rp_id,
            name=one_line(name)[:LONGEST_NAME] or str(_("Passkey")),
            created_at=timezone.now(),
        )
        fact = PasskeyAdded(passkey=row.pk, **holder.fact)
        record(actor, fact, on=holder.row, after={"name": row.name})
    return row


@action(OWN)
def rename_passkey(actor: Actor, *, passkey_id: UUID, name: str) -> None:
    if not (name := one_line(name)[:LONGEST_NAME]):
        raise NoPasskeyName
    with holding(actor) as holder:
        row = _own(holder, passkey_id)
        before, row.name = row.name, name
        row.save(update_fields=["name"])
        fact = PasskeyRenamed(passkey=row.pk)
        record(actor, fact, on=holder.row, before={"name": before}, after={"name": name})


@action(OWN)
def remove_passkey(actor: Actor, *, passkey_id: UUID) -> None:
    """It opens nothing any more; what it has opened stays open until it is signed out."""
    with holding(actor) as holder:
        row = _own(holder, passkey_id)
        fact = PasskeyRemoved(passkey=row.pk, **holder.fact)
        record(actor, fact, on=holder.row, before={"name": row.name})
        row.delete()


@action(SIGN_IN)
def ask_to_enter(actor: Actor, *, place: Place, browser: str) -> str:
    """What to tell a browser at the door; the same for everybody, as nobody has said a name."""
    value = new_challenge(actor, purpose=Challenge.Purpose.ENTER, browser=browser)
    return ask_for_proof(place=place, challenge=value)


@action(OWN)
def ask_to_prove(actor: Actor, *, place: Place, browser: str) -> str:
    """The same for somebody who is known: one of their own passkeys."""
    with holding(actor) as holder:
        value = new_challenge(
            actor, purpose=Challenge.Purpose.PROVE, browser=browser, **holder.which
        )
        known = [bytes(one.credential) for one in holder.passkeys.filter(rp_id=place.rp_id)]
        return ask_for_proof(place=place, challenge=value, known=known)


def enters_with(
    door: type[Staff | Contact], answer: Answer | None, *, place: Place, browser: str
) -> Held:
    """Who stands at the door; part of the actions that open it. Another tenant's never match."""
    if answer is None or not claim(
        answer.challenge, purpose=Challenge.Purpose.ENTER, browser=browser
    ):
        return Held(why="wrong")
    row = _known.first(answer.credential_hash, Typed(place.rp_id), staff=door is Staff)
    return _held(Visitor(), row, answer, place=place)


@kept
def _known(credential_hash: bytes, rp_id: Typed, *, staff: bool) -> Any:
    """Any: a queryset of either door's table."""
    model, owner = (StaffPasskey, "staff") if staff else (PersonPasskey, "person")
    rows: Any = model.objects.select_related(owner)
    return rows.filter(credential_hash=credential_hash, rp_id=rp_id)[:1]


def proves_with(actor: Actor, answer: Answer | None, *, place: Place, browser: str) -> Held:
    """Does the person who is signed in hold one of their own passkeys?"""
    with holding(actor) as holder:
        if answer is None or not claim(
            answer.challenge, purpose=Challenge.Purpose.PROVE, browser=browser, **holder.which
        ):
            return Held(why="wrong")
        mine = holder.passkeys.filter(credential_hash=answer.credential_hash, rp_id=place.rp_id)
        return _held(actor, mine.first(), answer, place=place)


def _held(actor: Actor, row: Any, answer: Answer, *, place: Place) -> Held:
    """Any: a row of either door's table, or None."""
    if row is None:
        return Held(why="unknown")
    count = checked_count(answer, place=place, public_key=bytes(row.public_key))
    if count is None or not all(answer.is_for(one) for one in _owner(row).values()):
        return Held(why="wrong")
    mine = type(row).objects.filter(pk=row.pk)
    older = mine.filter(sign_count__lt=count) if count else mine.filter(sign_count=0)
    if not older.update(sign_count=count, last_used_at=timezone.now()):
        record(actor, PasskeyCloned(passkey=row.pk, **_owner(row)), on=row)
        return Held(why="cloned")
    return Held(passkey=row)


def _owner(row: Any) -> dict[str, UUID]:
    """Any: a row of either door."""
    return {"staff": row.staff_id} if isinstance(row, StaffPasskey) else {"person": row.person_id}


def _own(holder: Holder, passkey_id: UUID) -> Any:
    row = holder.passkeys.filter(pk=passkey_id).first()
    if row is None:
        raise NotVisible("passkey")
    return row


def _is_taken(credential: bytes) -> bool:
    known = {"credential_hash": digest(credential)}
    tables = (PersonPasskey, StaffPasskey)
    return any(table.objects.filter(**known).exists() for table in tables)


def _require_allowed(actor: Actor) -> None:
    if isinstance(actor, Contact) and not rules_of(actor.company_id).passkeys:
        raise NoPasskeysHere
