"""Reading connections, and what directories have told us."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, Reach
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.core.people.models import Company, Contact
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.roles.queries import codes_of_role, portal_roles
from portico.kernel.crypto.tokens import fingerprint, same

from .models import (
    GraphSource,
    GroupRole,
    ScimConnection,
    ScimGroup,
    ScimMember,
    ScimUser,
    SyncLine,
)
from .permissions import MANAGE

NOBODYS = bytes(32)  # compared with where there is no connection, so that it takes as long
MOST_GROUPS = 200  # shown on the page of a connection


def connections(actor: Actor) -> QuerySet[ScimConnection]:
    """Those that the actor may set up: a contact those of the own company."""
    if not can(actor, MANAGE):
        return ScimConnection.objects.none()
    rows = ScimConnection.objects.order_by("created_at", "id")
    return rows.filter(company_id=actor.company_id) if isinstance(actor, ContactActor) else rows


def connections_of(actor: Actor, company: Company) -> list[ScimConnection]:
    """The connections of one company, for its page."""
    return list(connections(actor).filter(company=company))


def connections_of_tenant(actor: Actor) -> list[ScimConnection]:
    """Those that serve several companies."""
    return list(connections(actor).filter(company=None))


def connection(actor: Actor, connection_id: UUID) -> ScimConnection:
    found = connections(actor).select_related("company").filter(pk=connection_id).first()
    if found is None:
        raise NotVisible("connection")
    return found


def connection_of_bearer(connection_id: UUID, secret: str) -> ScimConnection | None:
    """The connection, if the token is one of its own. At the door, before anybody is known."""
    row = ScimConnection.objects.filter(pk=connection_id).first()
    given = fingerprint(secret)
    known = row.hashes(timezone.now()) if row else []
    fits = [same(given, one) for one in (known or [NOBODYS])]
    return row if row is not None and known and any(fits) else None


def synced_fields(contact_id: UUID) -> frozenset[str]:
    """The fields of the contact that a directory keeps, so that nobody changes them by hand."""
    row = ScimUser.objects.filter(contact=contact_id, gone_at=None).first()
    if row is None:
        return frozenset()
    # A contact does not see the row of a connection that serves several companies; whoever is
    # linked has been brought in line by one that was live.
    others = ScimConnection.objects.exclude(state=ScimConnection.State.ACTIVE)
    if others.filter(pk=row.connection_id).exists():
        return frozenset()
    return frozenset(key for key, value in row.synced.items() if value)


def is_managed(contact: Contact) -> bool:
    """Does a directory decide whether this contact has access?"""
    return ScimUser.objects.filter(contact=contact, gone_at=None).exists()


def managed_among(contacts: Collection[UUID]) -> set[UUID]:
    """Those of the contacts that a directory manages; for rows that the actor sees already."""
    rows = ScimUser.objects.filter(contact_id__in=contacts, gone_at=None)
    return set(rows.values_list("contact_id", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many people a connection has told us of, and what has become of them."""

    people: int = 0
    linked: int = 0
    inactive: int = 0
    groups: int = 0
    problems: int = 0
    ahead: int = 0


def figures(connection: ScimConnection) -> Figures:
    """Two statements; for a connection that the actor sees already."""
    rows = ScimUser.objects.filter(connection=connection, gone_at=None)
    found = rows.aggregate(
        people=Count("id"),
        linked=Count("id", filter=Q(contact__isnull=False)),
        inactive=Count("id", filter=Q(active=False)),
        problems=Count("id", filter=~Q(problem="")),
        ahead=Count("id", filter=~Q(ahead="")),
    )
    groups = ScimGroup.objects.filter(connection=connection).count()
    return Figures(**found, groups=groups)


def people_ahead(connection: ScimConnection) -> QuerySet[ScimUser]:
    """For whom going live would do something, or cannot do anything."""
    rows = ScimUser.objects.filter(connection=connection)
    return rows.filter(~Q(ahead="") | Q(~Q(problem=""), gone_at=None))


def lines(connection: ScimConnection) -> QuerySet[SyncLine]:
    return SyncLine.objects.filter(connection=connection)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A group, how many people are in it, and the role that it gives."""

    group: ScimGroup
    people: int
    role: GroupRole | None


def groups(connection: ScimConnection) -> list[Mapped]:
    """The groups by name, the first of them; three statements."""
    rows = list(
        ScimGroup.objects.filter(connection=connection).order_by("name_key", "id")[:MOST_GROUPS]
    )
    ids = [one.pk for one in rows]
    counts = dict(
        ScimMember.objects.filter(group_id__in=ids)
        .values_list("group_id")
        .annotate(n=Count("id"))
        .order_by("group_id")
    )
    gives = GroupRole.objects.filter(group_id__in=ids).select_related("role")
    roles = {one.group_id: one for one in gives}
    return [Mapped(one, counts.get(one.pk, 0), roles.get(one.pk)) for one in rows]


def group(connection: ScimConnection, group_id: UUID) -> ScimGroup:
    found = ScimGroup.objects.filter(connection=connection, pk=group_id).first()
    if found is None:
        raise NotVisible("group")
    return found


def roles_to_give(actor: Actor) -> list[Role]:
    """The roles that this actor may let groups give."""
    return [one for one in portal_roles(actor) if may_give(actor, one)]


def may_give(actor: Actor, role: Role) -> bool:
    """Could the actor give this role by hand, as far as it usually reaches?"""
    if not can(actor, GIVE_ACCESS) or not portal_roles(actor).filter(pk=role.pk).exists():
        return False
    if not isinstance(actor, ContactActor):
        return True
    wide = Reach(role.default_reach)
    return all((actor.reach(code) or 0) >= wide for code in codes_of_role(role.pk))


# What directories read; the connection has been proved by its token.


@dataclass(frozen=True, slots=True)
class Page[R]:
    """One page of a list, and how long the list is."""

    total: int
    rows: list[R]


def page_of_users(
    connection: ScimConnection, wanted: Q, *, start: int, count: int | None
) -> Page[ScimUser]:
    rows = ScimUser.objects.filter(wanted, connection=connection, gone_at=None)
    return _page(rows, ScimUser.objects.defer("synced", "given", "differs"), start, count)


def page_of_groups(
    connection: ScimConnection, wanted: Q, *, start: int, count: int | None
) -> Page[ScimGroup]:
    rows = ScimGroup.objects.filter(wanted, connection=connection)
    return _page(rows, ScimGroup.objects.all(), start, count)


def _page[R: (ScimUser, ScimGroup)](
    rows: QuerySet[R], whole: QuerySet[R], start: int, count: int | None
) -> Page[R]:
    """Skipping reads an index that has only ids; the rows themselves are those of the page."""
    total = rows.count()
    end = total if count is None else start + count
    if start >= total or end <= start:
        return Page(total, [])
    ids = list(rows.order_by("id").values_list("pk", flat=True)[start:end])
    return Page(total, list(whole.filter(pk__in=ids).order_by("id")))


def user(connection: ScimConnection, user_id: UUID) -> ScimUser:
    found = ScimUser.objects.filter(connection=connection, pk=user_id, gone_at=None).first()
    if found is None:
        raise NotVisible("user")
    return found


def groups_among(users: Iterable[ScimUser]) -> dict[UUID, list[ScimGroup]]:
    """User → groups, in one query."""
    found: dict[UUID, list[ScimGroup]] = {}
    rows = ScimMember.objects.filter(user_id__in=[one.pk for one in users])
    for member in rows.select_related("group").order_by("id"):
        found.setdefault(member.user_id, []).append(member.group)
    return found


def members_among(groups: Iterable[ScimGroup]) -> dict[UUID, list[UUID]]:
    """Group → ids of its members, in one query."""
    found: dict[UUID, list[UUID]] = {}
    rows = ScimMember.objects.filter(group_id__in=[one.pk for one in groups])
    for group_id, user_id in rows.values_list("group_id", "user_id").order_by("id"):
        found.setdefault(group_id, []).append(user_id)
    return found


def users_in_group(group_id: UUID) -> Q:
    """Those users whose group this is."""
    return Q(pk__in=ScimMember.objects.filter(group_id=group_id).values("user_id"))


def groups_with_user(user_id: UUID) -> Q:
    return Q(pk__in=ScimMember.objects.filter(user_id=user_id).values("group_id"))


def source_of(connection: ScimConnection) -> GraphSource | None:
    """Where a connection that the actor sees already reads by itself."""
    return GraphSource.objects.filter(connection=connection).first()
