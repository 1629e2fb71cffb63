"""Two MSPs that look alike, each with two clients; every table holds rows of every party."""

from dataclasses import dataclass, replace
from uuid import UUID

from portico.core.access.actors import Actor, System
from portico.core.files.tests.factories import a_checked_file, a_file
from portico.core.identity.actions.tokens import create_token
from portico.core.identity.who import as_contact, as_staff
from portico.core.people.models import Contact, StaffUser, TeamMember
from portico.core.people.tests.factories import a_contact, a_team
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Role
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.engines.search.jobs import index
from portico.features.tickets import queries
from portico.features.tickets.actions.answer import send_reply
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.actions.open import Request, open_ticket
from portico.features.tickets.models import Ticket
from portico.features.tickets.tests.conftest import Cast, make_cast
from portico.features.tickets.tests.factories import an_answer
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .federation_rows import connect_our_own, connect_providers
from .invitations_rows import plant_invitations
from .joining_rows import add_links
from .methods_rows import hold_secrets
from .profile_rows import show_faces
from .provisioning_rows import connect_directories
from .reviews_rows import review_access
from .token_rows import hand_out_tokens
from .viewing_rows import ask_who_calls, look_at

SYSTEM = System("tests")


@dataclass
class Msp:
    """One tenant, who works and asks there, and what they have talked about."""

    tenant: Tenant
    cast: Cast
    olaf: Contact  # sees all of the second company
    of_carla: Ticket
    of_bea: Ticket  # of a colleague: nothing for those who see only their own
    of_otto: Ticket
    token: str

    @property
    def id(self) -> UUID:
        return self.tenant.id


@dataclass
class World:
    """Both MSPs; `ours` is looked at, `theirs` is somebody else's."""

    ours: Msp
    theirs: Msp


def make_world() -> World:
    """Ours has more tickets, so that some of its numbers are unknown to the others."""
    ours = an_msp("Acme IT", more=4)
    return World(ours, an_msp("Beta MSP", more=0))


def an_msp(name: str, *, more: int) -> Msp:
    tenant = a_tenant(name, colour="#0e6371", address="Mill Road 1", intro="Welcome")
    with scope(staff_scope(tenant.id)):
        cast = make_cast(tenant)
        manager = Role.objects.get(key="manager")
        olaf = a_contact(cast.otto.company, "Olaf Overseer")
        grant_to_contact(SYSTEM, olaf, role=manager)
        with writing("people"):
            TeamMember.objects.create(team=a_team(), staff=cast.tess)
        connect_directories(cast.bluebird, cast.otto.company)
        for _ in range(more):
            _asked(cast.otto, cast)
        add_links(cast.carla, cast.otto)
        connect_our_own(cast.olga)
        connect_providers(cast.carla, cast.otto)
        hold_secrets(cast.tess, cast.carla, cast.otto)
        plant_invitations(cast.carla, cast.otto)
        review_access(cast.carla, cast.otto)
        look_at(cast.tess, cast.carla)
        look_at(cast.olga, cast.otto)
        ask_who_calls(cast.tess, cast.bea)
        show_faces(cast.olga, cast.carla, cast.otto, cast.bea)
        hand_out_tokens(cast.olga, cast.carla, cast.otto)
        return Msp(
            tenant=tenant,
            cast=cast,
            olaf=olaf,
            of_carla=_asked(cast.carla, cast),
            of_bea=_asked(cast.bea, cast),
            of_otto=_asked(cast.otto, cast),
            token=create_token(employee(cast.olga), name="Reporting").secret,
        )


def client(row: Contact) -> Actor:
    """The contact as a signed-in client."""
    return replace(as_contact(row), grants=grants_of_contact(row.pk))


def employee(row: StaffUser) -> Actor:
    return replace(as_staff(row), grants=grants_of_staff(row.pk))


def _asked(row: Contact, cast: Cast) -> Ticket:
    """A ticket with a picture, an answer, a note and an answer that has not left yet."""
    actor, tess = client(row), employee(cast.tess)
    file = a_checked_file(actor, name="screen.txt")
    asked = Request(subject="Printer smokes", body="It smokes.", files=[file.id])
    ticket = open_ticket(actor, asked, requester=row)
    an_answer(ticket, cast.tess)
    add_note(tess, ticket, body="Probably the fuser", files=[a_file(tess).id])
    send_reply(tess, Ticket.objects.get(pk=ticket.pk), body="I will come over.")
    index(kind=queries.SEARCH_KIND, ids=[str(ticket.pk)])
    return Ticket.objects.get(pk=ticket.pk)


__all__ = ["Msp", "World", "an_msp", "client", "employee", "make_world"]
