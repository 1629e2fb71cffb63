"""Connections of directories: made, tried out, switched live, given new tokens, removed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact, Reach, Staff, System
from portico.core.access.permissions import Conflict, NotVisible, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.kernel.changes import change
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.ids import new_id

from ..events import (
    ConnectionChanged,
    ConnectionMade,
    ConnectionRemoved,
    GroupMapped,
    StateChanged,
    TokenRotated,
)
from ..models import GroupRole, ScimConnection, ScimGroup, ScimUser
from ..permissions import MANAGE
from ..queries import may_give

PREFIX = "scim_"
SHOWN = 10
GRACE = (0, 1, 24, 72)  # hours in which the old token still works


class NewToken(NamedTuple):
    """The connection, and the secret that is shown this once."""

    row: ScimConnection
    secret: str


class StillOn(Conflict):
    """What runs is switched off before it is removed."""

    def __init__(self) -> None:
        super().__init__(_("Switch the connection off first."))


class NeedsAdmin(Conflict):
    """A client's IT gets it ready; whoever gives access there lets it change people."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody who may give access at your company has to do this. It is ready for them.")
        )


class AlreadyOver(Refusal):
    """An expiry has to lie ahead."""

    def __init__(self) -> None:
        super().__init__(_("Choose a day that is still to come."), field="until")


class NotYours(Refusal):
    """A client's own people map roles below their ceiling only."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot give this role. Choose one that allows no more than yours."),
            field="role",
        )


@action(MANAGE)
def make_connection(
    actor: Actor,
    company: Company | None,
    *,
    name: str,
    kind: ScimConnection.Kind,
    until: datetime | None = None,
) -> NewToken:
    """A connection in a dry run: the directory may speak, and nothing changes yet."""
    _require_whole_tenant(actor, company)
    _require_ahead(until)
    secret = PREFIX + new_secret()
    row = ScimConnection(
        id=new_id(),
        company=company,
        name=" ".join(name.split())[:80],
        kind=kind,
        token_hash=fingerprint(secret),
        token_start=secret[:SHOWN],
        token_made_at=timezone.now(),
        token_until=until,
    )
    row.save(force_insert=True)
    record(actor, ConnectionMade(connection=row.pk), on=row, after={"name": row.name})
    return NewToken(row, secret)


@action(MANAGE)
def rotate_token(
    actor: Actor, connection: ScimConnection, *, hours: int, until: datetime | None = None
) -> NewToken:
    """A new token; the old one works a little longer, so that nothing stops meanwhile."""
    _require_ahead(until)
    row = _locked(connection)
    if row.is_live:
        _require_admin(actor)
    secret, now = PREFIX + new_secret(), timezone.now()
    still_good = row.token_until is None or row.token_until > now
    row.old_hash = row.token_hash if hours and still_good else b""
    row.old_until = now + timedelta(hours=hours) if hours and still_good else None
    row.token_hash, row.token_start = fingerprint(secret), secret[:SHOWN]
    row.token_made_at, row.token_until = now, until
    row.save()
    record(actor, TokenRotated(connection=row.pk, hours=hours), on=row)
    return NewToken(row, secret)


@action(MANAGE)
def switch_connection(
    actor: Actor, connection: ScimConnection, *, state: ScimConnection.State
) -> ScimConnection:
    """Off, dry run or live. Going live does what the dry run has shown."""
    row = _locked(connection)
    if row.state == state:
        return row
    if state == ScimConnection.State.ACTIVE:
        _require_admin(actor)
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    fact = StateChanged(connection=row.pk, state=state.value)
    record(actor, fact, on=row, before={"state": before}, after={"state": row.state})
    return row


@action(MANAGE)
def set_domains(actor: Actor, connection: ScimConnection, *, domains: Sequence[str]) -> None:
    """Within these the directory may change addresses; only staff vouch for them."""
    if not isinstance(actor, Staff | System):
        raise NotVisible("connection")
    row = _locked(connection)
    if changed := change(row, {"domains": sorted(set(domains))}):
        row.save(update_fields=changed.fields)
        fact = ConnectionChanged(connection=row.pk)
        record(actor, fact, on=row, before=changed.before, after=changed.after)


@action(MANAGE)
def map_group(
    actor: Actor,
    connection: ScimConnection,
    *,
    group: ScimGroup,
    role: Role | None,
    reach: Reach | None = None,
) -> None:
    """Members of the group hold the role from now on; without a role the group gives none."""
    if group.connection_id != connection.pk:
        raise NotVisible("group")
    before = GroupRole.objects.filter(group=group).select_related("role").first()
    _require_below(actor, before.role if before else None)
    _require_below(actor, role)
    if isinstance(actor, Contact):
        reach = None
    if role is None:
        GroupRole.objects.filter(group=group).delete()
    else:
        values = {"role": role, "reach": reach, "company_id": connection.company_id}
        GroupRole.objects.update_or_create(group=group, defaults=values)
    record(
        actor,
        GroupMapped(connection=connection.pk, group=group.pk),
        on=connection,
        before={"role": before.role.name if before else ""},
        after={"group": group.name, "role": role.name if role else ""},
    )


@action(MANAGE)
def remove_connection(actor: Actor, connection: ScimConnection) -> None:
    """The directory is forgotten; its people stay as they are, and are looked after by hand."""
    row = _locked(connection)
    if not row.is_off:
        raise StillOn
    people = ScimUser.objects.filter(connection=row, gone_at=None, contact__isnull=False).count()
    fact = ConnectionRemoved(connection=row.pk, people=people)
    record(actor, fact, on=row, before={"name": row.name})
    row.delete()


def require_admin_of(actor: Actor, connection: ScimConnection) -> None:
    """Whoever says which directory a live connection follows decides who comes in."""
    if connection.is_live:
        _require_admin(actor)


def _require_whole_tenant(actor: Actor, company: Company | None) -> None:
    """Only staff connect a directory that serves several companies."""
    if isinstance(actor, Contact) and (company is None or company.pk != actor.company_id):
        raise NotVisible("company")


def _require_admin(actor: Actor) -> None:
    if not roles.vouches_for_company(actor):
        raise NeedsAdmin


def _require_ahead(until: datetime | None) -> None:
    if until is not None and until <= timezone.now():
        raise AlreadyOver


def _require_below(actor: Actor, role: Role | None) -> None:
    """Nobody hands out through a group what they could not give by hand."""
    if role is None or isinstance(actor, System):
        return
    if not may_give(actor, role):
        raise NotYours


def _locked(connection: ScimConnection) -> ScimConnection:
    return ScimConnection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
