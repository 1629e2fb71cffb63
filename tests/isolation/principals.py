"""Those who try doors that are not theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.test import Client

from portico.core.access.actors import Reach, System
from portico.core.access.permissions import REGISTRY, For
from portico.core.identity import cookies
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import (
    a_browser,
    a_portal_session,
    a_staff_session,
    signed_in_client,
    signed_in_staff,
)
from portico.core.identity.who import as_contact, as_staff
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_staff_user
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.models import Role
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tokens.actions.client import create_client_token
from portico.core.tokens.actions.staff import create_limited_token
from portico.core.viewing import cookie as viewing
from portico.core.viewing.actions.begin import begin_viewing
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

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
    own_words: frozenset[str] = frozenset()  # what only the first factor has proved already
    refusals: frozenset[int] = frozenset()  # with what this one is refused, besides the usual


def _at(msp: Msp, client: Client) -> Client:
    """The same cookies and token, taken to another host."""
    client.defaults["HTTP_HOST"] = a_browser(msp.tenant).defaults["HTTP_HOST"]
    return client


def _bearer(msp: Msp, token: str) -> Client:
    return a_browser(msp.tenant, authorization=f"Bearer {token}")


def _program_of(msp: Msp, row: Contact) -> Client:
    """A token of a client's own administrator, for all that a program may be allowed."""
    with scope(staff_scope(msp.id)):
        admin = Role.objects.get(key="client_admin")
        grant_to_contact(System("tests"), row, role=admin, reach=Reach.COMPANY)
        actor = as_contact(row, grants_of_contact(row.pk))
        every = [one for one in actor.grants if REGISTRY[one].audience is not For.STAFF]
        made = create_client_token(actor, name="Script", scopes=every, days=30)
    return _bearer(msp, made.secret)


def _program_for(msp: Msp, row: Contact) -> Client:
    """A token of the owner that ends at one company."""
    with scope(staff_scope(msp.id)):
        boss = as_staff(msp.cast.olga, grants_of_staff(msp.cast.olga.pk))
        made = create_limited_token(boss, name="Script", scopes=None, company=row.company)
    return _bearer(msp, made.secret)


def _both(client: Client, secret: str) -> Client:
    """One secret in both cookies: each door must see that it is the other one's."""
    client.cookies[cookies.PORTAL] = client.cookies[cookies.STAFF] = secret
    return client


def _anybody(world: World) -> Client:
    return a_browser(world.ours.tenant)


def _half(row: Contact) -> Client:
    """The mailed link was right, the second factor is still to come."""
    client = signed_in_client(row)
    with scope(staff_scope(_tenant_of(row))), writing("identity"):
        session = PortalSession.objects.filter(contact=row).latest("id")
        session.needs_factor = True
        session.save(update_fields=["needs_factor"])
    return client


def looks_as(row: Contact) -> Client:
    """An employee who sees the portal as this contact does."""
    with scope(staff_scope(_tenant_of(row))):
        staff = a_staff_user("Vera Viewer")
        grant_to_staff(System("tests"), staff, role=Role.objects.get(key="technician"))
        actor = as_staff(staff, grants_of_staff(staff.pk))
    client, session = a_browser(row), a_staff_session(staff)
    client.cookies[cookies.STAFF] = session.secret
    with scope(staff_scope(_tenant_of(row))):
        begun = begin_viewing(actor, row, staff_session=session.row.pk, reason="#1", back="/staff/")
    client.cookies[viewing.NAME] = begun.secret
    return client


def _tenant_of(row: Contact) -> UUID:
    return UUID(str(row.tenant_id))


OURS, THEIRS = {"ao", "ap"}, {"bo", "bp"}

# With the cookie of one door alone, everybody is nobody at the other ones: see `_both` for two.
PRINCIPALS = [
    Principal("nobody", _anybody, "1", {"ao"}),
    Principal(
        "a contact of another client",
        lambda world: signed_in_client(world.ours.olaf),
        "1",
        OURS | {"2p"},
        only="/portal/",
        inside="/portal/",
        own="2",
    ),
    Principal(
        "a colleague who sees only their own",
        lambda world: signed_in_client(world.ours.cast.carla),
        "c",
        OURS | {"1p"},
        only="/portal/",
        inside="/portal/",
        own="1",
    ),
    Principal(
        "a contact of another MSP",
        lambda world: signed_in_client(world.theirs.cast.bea),
        "1",
        THEIRS,
        only="/portal/",
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
        "a half signed-in client",
        lambda world: _half(world.ours.cast.bea),
        "1",
        {"ao"},
        only="/portal/",
        own_words=frozenset({"1: people_contact.name", "1: people_contact.email"}),
    ),
    Principal(
        "an employee who views as another client",
        lambda world: looks_as(world.ours.cast.otto),
        "1",
        OURS | {"2p"},
        only="/portal/",
        refusals=frozenset({403}),  # who only looks changes nothing, whatever it is
    ),
    Principal(
        "an employee of another MSP who views as its client",
        lambda world: _at(world.ours, looks_as(world.theirs.cast.bea)),
        "1",
        {"ao"},
        only="/portal/",
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
        "a program of another client",
        lambda world: _program_of(world.ours, world.ours.olaf),
        "1",
        OURS | {"2p"},
        only="/api/",
        inside="/api/",
        own="2",
    ),
    Principal(
        "our program for another client",
        lambda world: _program_for(world.ours, world.ours.olaf),
        "1",
        OURS | {"as", "2p", "2s"},
        only="/api/",
    ),
    Principal(
        "a token of another MSP at our host",
        lambda world: _bearer(world.ours, world.theirs.token),
        "1",
        {"ao"},
        only="/api/",
        refusals=frozenset({429}),  # who tries wrong tokens again and again has to wait
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
        "a program of the manager of a client",
        lambda world: _program_of(world.ours, world.ours.cast.bea),
        "c",
        OURS | {"1p", "cp"},
        only="/api/",
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
