"""Those who try doors that are not theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client

from portico.core.identity import cookies
from portico.core.identity.tests.factories import (
    a_browser,
    a_portal_session,
    a_staff_session,
    signed_in_client,
    signed_in_staff,
)

from .world import Msp, World


@dataclass(frozen=True)
class Principal:
    """Who comes, whose rows are asked for (`party`), and whose words may be read (`allowed`)."""

    name: str
    browser: Callable[[World], Client]
    party: str
    allowed: set[str] = field(default_factory=set)
    only: str = "/"  # where the address begins
    inside: str = ""  # the door behind which this one is signed in
    own: str = ""  # whose rows this one may see


def _at(msp: Msp, client: Client) -> Client:
    """The same cookies and token, taken to another host."""
    client.defaults["HTTP_HOST"] = a_browser(msp.tenant).defaults["HTTP_HOST"]
    return client


def _bearer(msp: Msp, token: str) -> Client:
    return a_browser(msp.tenant, authorization=f"Bearer {token}")


def _both(client: Client, secret: str) -> Client:
    """One secret in both cookies: each door must see that it is the other one's."""
    client.cookies[cookies.PORTAL] = client.cookies[cookies.STAFF] = secret
    return client


def _anybody(world: World) -> Client:
    return a_browser(world.ours.tenant)


OURS, THEIRS = {"ao", "ap"}, {"bo", "bp"}

PRINCIPALS = [
    Principal("nobody", _anybody, "1", {"ao"}),
    Principal(
        "a contact of another client",
        lambda world: signed_in_client(world.ours.olaf),
        "1",
        OURS | {"2p"},
        inside="/portal/",
        own="2",
    ),
    Principal(
        "a colleague who sees only their own",
        lambda world: signed_in_client(world.ours.cast.carla),
        "c",
        OURS | {"1p"},
        inside="/portal/",
        own="1",
    ),
    Principal(
        "a contact of another MSP",
        lambda world: signed_in_client(world.theirs.cast.bea),
        "1",
        THEIRS,
        inside="/portal/",
        own="b",
    ),
    Principal(
        "a contact of another MSP at our host",
        lambda world: _at(world.ours, signed_in_client(world.theirs.cast.bea)),
        "1",
        {"ao"},
    ),
    Principal(
        "staff of another MSP",
        lambda world: signed_in_staff(world.theirs.cast.olga),
        "1",
        {*THEIRS, "bs"},
        inside="/staff/",
        own="b",
    ),
    Principal(
        "staff of another MSP at our host",
        lambda world: _at(world.ours, signed_in_staff(world.theirs.cast.olga)),
        "1",
        {"ao"},
    ),
    Principal(
        "our staff in the portal",
        lambda world: _both(_anybody(world), a_staff_session(world.ours.cast.olga).secret),
        "1",
        {"ao"},
        only="/portal/",
    ),
    Principal(
        "our client at the desk",
        lambda world: _both(_anybody(world), a_portal_session(world.ours.cast.bea).secret),
        "1",
        {"ao"},
        only="/staff/",
    ),
    Principal(
        "our client at the API",
        lambda world: signed_in_client(world.ours.cast.bea),
        "1",
        {"ao"},
        only="/api/",
    ),
    Principal(
        "half signed-in staff",
        lambda world: _both(_anybody(world), a_staff_session(world.ours.cast.olga, aal=1).secret),
        "1",
        {"ao"},
    ),
    Principal(
        "a token of another MSP",
        lambda world: _bearer(world.theirs, world.theirs.token),
        "1",
        {*THEIRS, "bs"},
        only="/api/",
        inside="/api/",
        own="b",
    ),
    Principal(
        "a token of another MSP at our host",
        lambda world: _bearer(world.ours, world.theirs.token),
        "1",
        {"ao"},
        only="/api/",
    ),
]

INSIDE = [one for one in PRINCIPALS if one.inside]

# Those who are at home; they too see only what is theirs, and clients nothing of the desk.
AT_HOME = [
    Principal(
        "the manager of a client",
        lambda world: signed_in_client(world.ours.cast.bea),
        "c",
        OURS | {"1p", "cp"},
        only="/portal/",
    ),
    Principal(
        "the owner of an MSP",
        lambda world: signed_in_staff(world.ours.cast.olga),
        "1",
        {f"{party}{kind}" for party in "a12c" for kind in "ops"},
        only="/staff/",
    ),
    Principal(
        "a token of the owner",
        lambda world: _bearer(world.ours, world.ours.token),
        "1",
        {f"{party}{kind}" for party in "a12c" for kind in "ops"},
        only="/api/",
    ),
]

__all__ = ["AT_HOME", "INSIDE", "PRINCIPALS", "Principal"]
