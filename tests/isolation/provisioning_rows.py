"""A directory of each client, in a dry run: people, a group with a role, and its log."""

from portico.core.access.actors import System
from portico.core.people.models import Company
from portico.core.provisioning.actions.connections import make_connection, map_group
from portico.core.provisioning.actions.groups import take_group
from portico.core.provisioning.actions.lines import note
from portico.core.provisioning.actions.people import take_person
from portico.core.provisioning.models import GraphSource, ScimConnection, SyncLine
from portico.core.provisioning.rules import Facts, GroupFacts
from portico.core.roles.models import Role
from portico.kernel.writes import writing

SYSTEM = System("tests")


def connect_directories(*companies: Company) -> None:
    """Inside the scope of their MSP."""
    role = Role.objects.get(key="employee")
    for company in companies:
        row = make_connection(SYSTEM, company, name="Entra", kind=ScimConnection.Kind.ENTRA).row
        email = f"dora@{company.pk.hex[-6:]}.example"
        synced = {"name": "Dora Directory", "email": email}
        user = take_person(SYSTEM, row, Facts(user_name=email, email=email, synced=synced)).user
        facts = GroupFacts(name="Everybody", members=frozenset({user.pk}))
        map_group(SYSTEM, row, group=take_group(SYSTEM, row, facts), role=role)
        _read_at_microsoft(row)
        note(SYSTEM, row, deed=SyncLine.Deed.NOTED, about=email)


def _read_at_microsoft(connection: ScimConnection) -> None:
    with writing("provisioning"):
        GraphSource.objects.create(
            connection=connection,
            company=connection.company,
            directory="client.example",
            client=f"app-{connection.pk.hex[-6:]}",
        )
