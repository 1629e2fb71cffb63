"""Actions change state and say so: permission, transaction, write guard, record, consequences."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import OnlyLooking, Permission, require
from portico.core.access.proof import require_proof
from portico.kernel.agents import read_agent
from portico.kernel.origin import Origin, current_origin
from portico.kernel.writes import writing

from .events import KINDS, SUBSCRIBERS, SUBSCRIBERS_TO_MANY, Kind
from .models import Entry, Moment, Personal

type Act[**P, R] = Callable[Concatenate[Actor, P], R]

_inside: ContextVar[bool] = ContextVar("inside", default=False)
_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting", default=None)


@dataclass(slots=True)
class _Together:
    """Entries that are written with a few statements, and facts whose handlers take many."""

    entries: list[Entry] = field(default_factory=list)
    personal: list[Personal] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    facts: dict[type, list[Any]] = field(default_factory=dict)

    def write(self) -> None:
        with writing("journal"):
            Entry.objects.bulk_create(self.entries)
            Personal.objects.bulk_create(self.personal)
            if self.moments:
                Moment.objects.bulk_create(self.moments)


_together: ContextVar[_Together | None] = ContextVar("together", default=None)


def action[**P, R](
    permission: Permission, *, writes: tuple[str, ...] = ()
) -> Callable[[Act[P, R]], Act[P, R]]:
    """A state change: allowed or refused first, then all of it or none of it.

    The first argument after the actor, when it is a row, is what the permission is checked on.
    While an employee views the portal as somebody else, no action runs, whoever its actor is.
    Rows of the action's own context may change, and those of the contexts named in `writes`.
    """

    def decorate(fn: Act[P, R]) -> Act[P, R]:
        owner = fn.__module__.split(".")[2]

        @wraps(fn)
        def act(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if getattr(actor, "viewer", None) or current_origin().behind:
                raise OnlyLooking
            subject = args[0] if args and isinstance(args[0], Model) else None
            require(actor, permission, on=subject)
            if permission.step_up:
                require_proof()
            inside, token = _inside.get(), _inside.set(True)
            try:
                with transaction.atomic(savepoint=not inside), writing(owner, *writes):
                    return fn(actor, *args, **kwargs)
            finally:
                _inside.reset(token)

        act.permission = permission  # type: ignore[attr-defined] # for the house rules
        return act

    return decorate


def record(
    actor: Actor,
    fact: Any,
    *,
    on: Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write the fact down and queue its consequences, in the transaction of the change.

    `on` is the row it happened to. `before` and `after` hold the values that changed; they may
    be personal and are kept apart, so that they can be erased without breaking the chain.
    """
    kind = KINDS[type(fact)]
    data = {key: _plain(value) for key, value in asdict(fact).items()}
    if (waiting := _waiting.get()) is not None:
        waiting.append(lambda: _write(actor, kind, data, on, before or {}, after or {}))
        return
    _write(actor, kind, data, on, before or {}, after or {})
    for handler in SUBSCRIBERS[type(fact)]:
        handler(fact)
    if (together := _together.get()) is not None:
        together.facts.setdefault(type(fact), []).append(fact)
    else:
        _tell_many({type(fact): [fact]})


def _tell_many(facts: dict[type, list[Any]]) -> None:
    for kind, some in facts.items():
        for handler in SUBSCRIBERS_TO_MANY[kind]:
            handler(some)


@contextmanager
def recorded_together() -> Iterator[None]:
    """Facts about many rows: each has an entry of its own, written with the others at the end.

    Use it around all of a transaction's work: what ends with an exception has to be undone, too.
    """
    together = _Together()
    token = _together.set(together)
    try:
        yield
    finally:
        _together.reset(token)
    together.write()
    _tell_many(together.facts)


@contextmanager
def recorded_afterwards() -> Iterator[None]:
    """What is read in here is written down at the end: inside, the transaction only reads.

    Nothing follows from such facts, so nobody who subscribed to them is told.
    """
    facts: list[Callable[[], None]] = []
    token = _waiting.set(facts)
    try:
        yield
    finally:
        _waiting.reset(token)
    for write in facts:
        write()


def _write(
    actor: Actor,
    kind: Kind,
    data: dict[str, Any],
    on: Model | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    entry, personal = _entry(actor, kind, data, on, before, after)
    moment = (
        _moment(actor, kind, data, on) if on is not None and kind.timeline is not None else None
    )
    if (together := _together.get()) is not None:
        together.entries.append(entry)
        together.personal.append(personal)
        together.moments += [moment] if moment else []
        return
    with writing("journal"):
        entry.save(force_insert=True)
        personal.save(force_insert=True)
        if moment:
            moment.save(force_insert=True)


def _entry(
    actor: Actor,
    kind: Kind,
    data: dict[str, Any],
    on: Model | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> tuple[Entry, Personal]:
    origin = current_origin()
    personal = _personal(origin, before, after)
    entry = Entry(
        name=kind.name,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        behind_id=origin.behind.id if origin.behind else None,
        behind_name=origin.behind.name if origin.behind else "",
        company_id=company_of(actor, on),
        subject_kind=on._meta.label_lower if on else "",
        subject_id=on.pk if on else None,
        data=data,
        is_security=kind.security,
        is_financial=kind.financial,
        door=origin.door,
        request_id=origin.request_id,
        session=origin.session,
        personal_digest=personal_digest(personal),
    )
    personal.entry_id = entry.id
    return entry, personal


def _personal(origin: Origin, before: dict[str, Any], after: dict[str, Any]) -> Personal:
    agent = read_agent(origin.user_agent)
    return Personal(
        salt=secrets.token_hex(16),
        ip=origin.ip,
        user_agent=origin.user_agent[:512],
        device_type=agent.device_type,
        browser=agent.browser,
        platform=agent.platform,
        before={key: _plain(value) for key, value in before.items()},
        after={key: _plain(value) for key, value in after.items()},
    )


def personal_digest(row: Personal) -> str:
    """SHA-256 over the salt and the personal values; the entry keeps it when they are erased."""
    values = [row.salt, row.ip, row.user_agent, row.before, row.after]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _moment(actor: Actor, kind: Kind, data: dict[str, Any], on: Model) -> Moment:
    return Moment(
        company_id=company_of(actor, on),
        subject_id=on.pk,
        name=kind.name,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.card if isinstance(actor, Staff) else actor.id,
        actor_name=actor.name,
        data={key: data[key] for key in kind.timeline or ()},
    )


def company_of(actor: Actor, on: Model | None) -> UUID | None:
    """The company that a fact concerns: the row's, else the contact's."""
    found: UUID | None = getattr(on, "company_id", None) or getattr(actor, "company_id", None)
    return found


def _plain(value: Any) -> Any:
    """JSON as it will be read back: numbers, texts, yes and no, lists; all else as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
