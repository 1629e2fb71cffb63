"""Token buckets in the database: how many tries an address, a machine or a tenant has left.

One statement takes a token, so that parallel tries wait for each other and none slips through.
It stays taken when the request is refused: pages below status 500 commit.
"""

import math
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.ids import new_id
from portico.kernel.origin import current_origin
from portico.kernel.tenancy import current_tenant, door_scope, scope

from ..events import SignInLimited
from ..permissions import KEEP_COUNT
from ..rules import hidden


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` tries at once, then one more every `seconds`."""

    name: str
    burst: int
    seconds: float


type Ask = tuple[Limit, str]

ASK_EMAIL = Limit("ask.email", 15, 60)
ASK_BOTH = Limit("ask.both", 5, 180)  # one address from one machine: a third of the address's
ASK_KNOWN = Limit("ask.known", 5, 120)  # one address from a device that signed in as it
ASK_MACHINE = Limit("ask.machine", 100, 2)
ASK_TENANT = Limit("ask.tenant", 1000, 0.2)
TRY_MACHINE = Limit("try.machine", 60, 3)
STAFF_ACCOUNT = Limit("staff.account", 40, 30)
STAFF_BOTH = Limit("staff.both", 8, 90)  # one account from one machine: at most a third
STAFF_KNOWN = Limit("staff.known", 8, 60)  # one account from a device of its owner
STAFF_MACHINE = Limit("staff.machine", 60, 6)
FACTOR = Limit("staff.factor", 6, 120)
OWN_PASSWORD = Limit("staff.own", 6, 120)
CLIENT_ACCOUNT = Limit("client.account", 40, 30)
CLIENT_BOTH = Limit("client.both", 8, 90)
CLIENT_KNOWN = Limit("client.known", 8, 60)
CLIENT_MACHINE = Limit("client.machine", 60, 6)
CLIENT_FACTOR = Limit("client.factor", 6, 120)
PASSKEY_MACHINE = Limit("passkey.machine", 120, 2)
PROOF_MAIL = Limit("ask.proof", 5, 120)
TOKEN_MACHINE = Limit("token.machine", 60, 6)
REVEAL = Limit("reveal", 20, 60)
CALLER = Limit("caller", 8, 60)  # codes that a client types in to know who calls


class TooOften(Refusal):
    """Wait a little; `retry_after` says how many seconds."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("That was a lot in a short time. Wait a minute, then try again."),
            retry_after=seconds,
        )


def check_limits(actor: Actor, *asks: Ask) -> None:
    """Take one token of each, or raise `TooOften`. For doors: what was taken must be committed."""
    if seconds := spend(actor, *asks):
        raise TooOften(seconds)


def check_own_limit(actor: Actor, limit: Limit) -> None:
    """The same for somebody who is signed in: clients may not touch the counts themselves."""
    with scope(door_scope(current_tenant())) if isinstance(actor, Contact) else nullcontext():
        seconds = spend(actor, (limit, str(actor.id)))
    if seconds:
        raise TooOften(seconds)


def email_key(email: str) -> str:
    return hidden(current_tenant(), email)


def machine_key(ip: str) -> str:
    """A whole /64 counts as one machine: whoever has IPv6 has many addresses."""
    try:
        found = ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64)
    return str(found)


def for_asking(email: str, *, known: str) -> tuple[Ask, ...]:
    """What a sign-in mail to this address costs. `known` is the device that signed in as it.

    Such a device has a count of its own, which nobody else can use up. For all others the
    narrowest comes first, so that who is held back there takes nothing from the rest.
    """
    whose, machine = email_key(email), machine_key(current_origin().ip)
    if known:
        return ((ASK_KNOWN, f"{whose}.{_device_key(known)}"),)
    return (
        (ASK_BOTH, f"{whose}.{machine}"),
        (ASK_MACHINE, machine),
        (ASK_EMAIL, whose),
        (ASK_TENANT, ""),
    )


def for_password(email: str, *, known: str) -> tuple[Ask, ...]:
    """What a try at this account's password costs; `known` is a device of its owner."""
    whose, machine = email_key(email), machine_key(current_origin().ip)
    if known:
        return ((STAFF_KNOWN, f"{whose}.{_device_key(known)}"),)
    return (
        (STAFF_BOTH, f"{whose}.{machine}"),
        (STAFF_MACHINE, machine),
        (STAFF_ACCOUNT, whose),
    )


def for_client_password(email: str, *, known: str) -> tuple[Ask, ...]:
    """The same for a client's, who shares no count with colleagues."""
    whose, machine = email_key(email), machine_key(current_origin().ip)
    if known:
        return ((CLIENT_KNOWN, f"{whose}.{_device_key(known)}"),)
    return (
        (CLIENT_BOTH, f"{whose}.{machine}"),
        (CLIENT_MACHINE, machine),
        (CLIENT_ACCOUNT, whose),
    )


def for_passkey() -> tuple[Ask, ...]:
    """What asking for a challenge costs; nobody is known yet."""
    return ((PASSKEY_MACHINE, machine_key(current_origin().ip)),)


def _device_key(device: str) -> str:
    return fingerprint(device).hex()[:32]


@action(KEEP_COUNT)
def spend(actor: Actor, *asks: Ask) -> int:
    """Take one token from each bucket; 0, or after how many seconds the first empty one has one.

    The first refusal of a row of refusals is recorded, not each of thousands.
    """
    for limit, key in asks:
        tokens, refused = _take(limit, key)
        if refused == 1:
            record(actor, SignInLimited(limit=limit.name))
        if refused:
            return max(math.ceil((1 - tokens) * limit.seconds), 1)
    return 0


def _take(limit: Limit, key: str) -> tuple[float, int]:
    """Tokens left, and how many tries in a row were refused (0: this one is let through)."""
    values: dict[str, str | float | UUID | datetime] = {
        "tenant": current_tenant(),
        "id": new_id(),
        "key": f"{limit.name}:{key}"[:80],
        "burst": float(limit.burst),
        "seconds": limit.seconds,
        "now": timezone.now(),
    }
    with cast(Any, connection).prepared_cursor() as cursor:
        cursor.execute(_TAKE, values)
        tokens, refused = cursor.fetchone()
    return float(tokens), int(refused)


_TAKE = """
    INSERT INTO identity_bucket AS b (tenant_id, id, key, tokens, at, refused)
    VALUES (%(tenant)s, %(id)s, %(key)s, %(burst)s - 1, %(now)s, 0)
    ON CONFLICT (tenant_id, key) DO UPDATE SET
      at = greatest(b.at, excluded.at),
      refused = CASE WHEN least(%(burst)s, b.tokens + greatest(0,
                  extract(epoch FROM excluded.at - b.at)) / %(seconds)s) >= 1
                THEN 0 ELSE b.refused + 1 END,
      tokens = least(%(burst)s, b.tokens + greatest(0,
                  extract(epoch FROM excluded.at - b.at)) / %(seconds)s)
               - CASE WHEN least(%(burst)s, b.tokens + greatest(0,
                  extract(epoch FROM excluded.at - b.at)) / %(seconds)s) >= 1
                 THEN 1 ELSE 0 END
    WHERE b.tenant_id = %(tenant)s
    RETURNING tokens, refused
"""
