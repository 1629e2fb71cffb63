"""Where the SCIM server reads and writes: our queries and actions, for one connection."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.db import transaction
from scim2_models import (
    InvalidValueException,
    NotFoundException,
    NotImplementedException,
    ResourceType,
    ResponseParameters,
    SearchRequest,
)
from scim2_server.storage import ScimStorage, SearchPage

from portico.core.access.permissions import NotVisible

from .. import queries
from ..actions.groups import change_group, drop_group, take_group
from ..actions.people import SELF, change_person, drop_person, tag, take_person
from ..models import ScimConnection, ScimGroup, ScimUser, SyncLine
from ..rules import GroupFacts
from .filters import condition
from .person import LONGEST_KEY, facts_of
from .resources import Group, Person

type Resource = Any  # Any: resources are classes that the library makes at run time
type Told = dict[str, Any]  # a resource as JSON

GROUP = "Group"
MOST_MEMBERS = 20_000


class Storage(ScimStorage):
    """One request of one directory; `deed` and `about` are what came of it, for its log."""

    def __init__(self, connection: ScimConnection) -> None:
        self.connection = connection
        self.deed = SyncLine.Deed.NOTED
        self.about = ""

    def operation(self) -> AbstractContextManager[None]:
        """A savepoint: what is refused half-way was never begun."""
        return transaction.atomic()

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource:
        pk = _id(resource_id)
        try:
            if resource_type.name == GROUP:
                group = queries.group(self.connection, pk)
                self.about = group.name
                return self._groups([group], response_parameters)[0]
            user = queries.user(self.connection, pk)
            self.about = user.user_name
            return self._users([user], response_parameters)[0]
        except NotVisible:
            raise _nowhere(resource_id) from None

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ARG002  pages have numbers here
    ) -> SearchPage:
        if len(resource_types) != 1:
            raise NotImplementedException(detail="Search users and groups one after the other")
        kind = str(resource_types[0].name)
        wanted = condition(search_request.filter, kind)
        start, count = search_request.start_index_0 or 0, search_request.count
        if kind == GROUP:
            groups = queries.page_of_groups(self.connection, wanted, start=start, count=count)
            told = self._told_groups if is_plain(search_request) else self._groups
            return SearchPage(groups.total, told(groups.rows, search_request))
        users = queries.page_of_users(self.connection, wanted, start=start, count=count)
        told_users = self._told_users if is_plain(search_request) else self._users
        return SearchPage(users.total, told_users(users.rows, search_request))

    def create(self, resource_type: ResourceType, resource: Resource) -> Resource:
        if resource_type.name == GROUP:
            told = _group_facts(resource)
            self.about = told.name
            group = take_group(SELF, self.connection, told)
            self.deed = SyncLine.Deed.CREATED
            return self._groups([group])[0]
        facts = facts_of(resource)
        self.about = facts.user_name
        done = take_person(SELF, self.connection, facts)
        self.deed = done.deed
        return self._users([done.user])[0]

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource,
        *,
        expected_version: str | None = None,
    ) -> Resource:
        pk = _id(resource.id)
        try:
            if resource_type.name == GROUP:
                told = _group_facts(resource)
                self.about = told.name
                group = change_group(SELF, self.connection, pk, told, version=expected_version)
                self.deed = SyncLine.Deed.CHANGED
                return self._groups([group])[0]
            facts = facts_of(resource)
            done = change_person(SELF, self.connection, pk, facts, version=expected_version)
            self.about, self.deed = facts.user_name, done.deed
            return self._users([done.user])[0]
        except NotVisible:
            raise _nowhere(resource.id) from None

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        pk = _id(resource_id)
        try:
            if resource_type.name == GROUP:
                drop_group(SELF, self.connection, pk, version=expected_version)
                self.deed = SyncLine.Deed.REMOVED
                return
            done = drop_person(SELF, self.connection, pk, version=expected_version)
            self.deed = done.deed
        except NotVisible:
            raise _nowhere(resource_id) from None

    def _users(
        self, rows: list[ScimUser], asked: ResponseParameters[Any] | None = None
    ) -> list[Resource]:
        return [Person.model_validate(one) for one in self._told_users(rows, asked)]

    def _groups(
        self, rows: list[ScimGroup], asked: ResponseParameters[Any] | None = None
    ) -> list[Resource]:
        return [Group.model_validate(one) for one in self._told_groups(rows, asked)]

    def _told_users(
        self, rows: list[ScimUser], asked: ResponseParameters[Any] | None = None
    ) -> list[Any]:
        groups = queries.groups_among(rows) if rows and _wants(asked, "groups") else {}
        return [_user(row, groups.get(row.pk, ())) for row in rows]

    def _told_groups(
        self, rows: list[ScimGroup], asked: ResponseParameters[Any] | None = None
    ) -> list[Any]:
        members = queries.members_among(rows) if rows and _wants(asked, "members") else {}
        return [_group(row, members.get(row.pk, ())) for row in rows]


def is_plain(asked: ResponseParameters[Any]) -> bool:
    """Whole resources, or without what we leave out ourselves: nothing is to be cut to size."""
    left_out = {str(one).lower() for one in asked.excluded_attributes or ()}
    return not asked.attributes and left_out <= {"members", "groups"}


def _wants(asked: ResponseParameters[Any] | None, attribute: str) -> bool:
    """Is it worth reading? Directories leave out members, which may be thousands."""
    if asked is None:
        return True
    if asked.attributes:
        return any(_head(one) == attribute for one in asked.attributes)
    return all(
        str(one).rpartition(":")[2].lower() != attribute for one in asked.excluded_attributes or []
    )


def _head(path: Any) -> str:
    return str(path).rpartition(":")[2].lower().partition(".")[0]


def _user(row: ScimUser, groups: Iterable[ScimGroup]) -> Told:
    known = [
        {"value": str(one.pk), "$ref": f"Groups/{one.pk}", "display": one.name} for one in groups
    ]
    told: Told = row.told | {"id": str(row.pk), "meta": _meta("User", row)}
    return told | ({"groups": known} if known else {})


def _group(row: ScimGroup, members: Iterable[UUID]) -> Told:
    found = [{"value": str(pk), "$ref": f"Users/{pk}", "type": "User"} for pk in members]
    told: Told = {"id": str(row.pk), "displayName": row.name, "meta": _meta(GROUP, row)}
    if row.external_id:
        told["externalId"] = row.external_id
    if found:
        told["members"] = found
    return told | {"schemas": [str(Group.__schema__)]}


def _meta(kind: str, row: ScimUser | ScimGroup) -> dict[str, str]:
    return {
        "resourceType": kind,
        "created": row.created_at.isoformat().replace("+00:00", "Z"),
        "lastModified": row.changed_at.isoformat().replace("+00:00", "Z"),
        "version": tag(row.version),
    }


def _group_facts(resource: Resource) -> GroupFacts:
    if not (name := _short(resource.display_name, "displayName")):
        raise InvalidValueException(detail="displayName is empty")
    external_id = _short(resource.external_id, "externalId")
    return GroupFacts(name=name, external_id=external_id, members=_members(resource))


def _members(resource: Resource) -> frozenset[UUID]:
    found = [one.value for one in resource.members or [] if one is not None and one.value]
    if len(found) > MOST_MEMBERS:
        raise InvalidValueException(detail=f"A group has at most {MOST_MEMBERS} members")
    try:
        return frozenset(UUID(str(one)) for one in found)
    except ValueError:
        raise InvalidValueException(detail="A member is not a user of this connection") from None


def _short(text: str | None, attribute: str) -> str:
    found = (text or "").strip()
    if len(found) > LONGEST_KEY:
        raise InvalidValueException(detail=f"{attribute} is longer than {LONGEST_KEY} characters")
    return found


def _id(text: str | None) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise _nowhere(str(text)) from None


def _nowhere(resource_id: str | None) -> NotFoundException:
    return NotFoundException(detail=f"Resource {str(resource_id)[:80]} not found")
