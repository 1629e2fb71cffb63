"""Connections, and a directory that speaks to them, for tests."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from portico.core.access.actors import System
from portico.core.people.models import Company
from portico.core.provisioning.actions.connections import make_connection, switch_connection
from portico.core.provisioning.models import ScimConnection
from portico.core.tenants.models import Host, Tenant
from portico.kernel.tenancy import scope, staff_scope

TESTS = System("tests")
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class Directory:
    """A foreign program with a token, at one connection."""

    host: str
    connection: ScimConnection
    secret: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Any: the answer of the test client, which has no public type."""
        return Client(HTTP_HOST=self.host).generic(
            method,
            f"/scim/v2/{self.connection.pk}/{path}",
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.secret}"} | headers,
        )

    def add(self, name: str = "ada@client.example", **fields: Any) -> Any:
        return self("POST", "Users", a_user(name, **fields))

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        return self("PATCH", path, {"schemas": [PATCH], "Operations": operations}, **headers)

    def group(self, name: str, *members: str) -> Any:
        told = {"schemas": [f"{CORE}Group"], "displayName": name}
        return self("POST", "Groups", told | {"members": [{"value": one} for one in members]})


def a_user(name: str, **fields: Any) -> dict[str, Any]:
    """Somebody as Entra ID tells of them."""
    told = {
        "schemas": [f"{CORE}User"],
        "userName": name,
        "active": True,
        "displayName": "Ada Lovelace",
        "emails": [{"type": "work", "primary": True, "value": name}],
    }
    return told | fields


def a_directory(
    tenant: Tenant,
    company: Company | None,
    *,
    state: ScimConnection.State = ScimConnection.State.ACTIVE,
) -> Directory:
    """A connection of the company, live if nothing else is said."""
    with scope(staff_scope(tenant.pk)):
        made = make_connection(TESTS, company, name="Entra ID", kind=ScimConnection.Kind.ENTRA)
        row = switch_connection(TESTS, made.row, state=state)
    return Directory(host_of(tenant), row, made.secret)


def host_of(tenant: Tenant) -> str:
    with scope(staff_scope(tenant.pk)):
        name: str = Host.objects.get(is_primary=True).name
        return name
