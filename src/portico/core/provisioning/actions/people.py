"""People of a directory: added, changed, removed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.kernel.postgres.conflicts import refusing

from ..events import PersonReleased
from ..models import Problem, ScimConnection, ScimMember, ScimUser, SyncLine
from ..permissions import MANAGE
from ..rules import AddressNotAllowed, Changed, Facts, ManagedElsewhere, Taken, domain_of, key_of
from .bring import SELF, bring_in_line


@dataclass(frozen=True, slots=True)
class Done:
    """The row as it is now, and what came of it."""

    user: ScimUser
    deed: SyncLine.Deed


@action(MANAGE)
def take_person(actor: Actor, connection: ScimConnection, facts: Facts) -> Done:
    """Somebody new in the directory."""
    now = timezone.now()
    user = ScimUser(connection=connection, created_at=now, changed_at=now)
    _put(connection, user, facts)
    _refuse_twins(connection, user)
    with refusing(_taken()):
        user.save(force_insert=True)
        deed = bring_in_line(actor, connection, user)
    if user.problem == Problem.ELSEWHERE:
        raise ManagedElsewhere
    return Done(user, deed)


@action(MANAGE)
def change_person(
    actor: Actor, connection: ScimConnection, user_id: UUID, facts: Facts, *, version: str | None
) -> Done:
    """The directory says something else now."""
    user = _locked(connection, user_id, version)
    before = user.email
    lost = {key: "" for key in user.synced if key not in facts.synced and key not in KEPT}
    _put(connection, user, facts)
    user.synced = lost | user.synced
    if user.contact_id and user.email and user.email != before:
        _check_address(connection, user)
    _refuse_twins(connection, user)
    user.version += 1
    user.changed_at = timezone.now()
    with refusing(_taken()):
        user.save()
        deed = bring_in_line(actor, connection, user)
    return Done(user, deed)


KEPT = frozenset({"name", "email"})  # nobody loses these by silence


@action(MANAGE)
def drop_person(
    actor: Actor, connection: ScimConnection, user_id: UUID, *, version: str | None
) -> Done:
    """The directory no longer has this person: access is closed, the contact stays."""
    user = _locked(connection, user_id, version)
    ScimMember.objects.filter(user=user).delete()
    user.gone_at = user.changed_at = timezone.now()
    user.active = False
    user.save(update_fields=["gone_at", "changed_at", "active"])
    deed = bring_in_line(actor, connection, user)
    if user.contact_id and connection.is_live:
        fact = PersonReleased(connection=connection.pk, contact=user.contact_id)
        record(actor, fact, on=user.contact)
    return Done(user, SyncLine.Deed.REMOVED if deed == SyncLine.Deed.NOTED else deed)


def _put(connection: ScimConnection, user: ScimUser, facts: Facts) -> None:
    user.user_name, user.user_key = facts.user_name, key_of(facts.user_name)
    user.external_id, user.email = facts.external_id, facts.email
    user.display_name = facts.display_name
    user.family_name, user.given_name = facts.family_name, facts.given_name
    user.active, user.told, user.synced = facts.active, facts.told, facts.synced
    user.company_id = connection.company_id or _company_called(facts.organization)


def _company_called(organization: str) -> UUID | None:
    """For a connection of the whole tenant: by our reference for the company, else its name."""
    if not organization:
        return None
    by_ref = Company.objects.filter(external_ref=organization).values_list("pk", flat=True)
    by_name = Company.objects.filter(name=organization).values_list("pk", flat=True)
    found = list(by_ref[:2]) or list(by_name[:2])
    return found[0] if len(found) == 1 else None


def _check_address(connection: ScimConnection, user: ScimUser) -> None:
    if domain_of(user.email) not in connection.domains:
        raise AddressNotAllowed


def _refuse_twins(connection: ScimConnection, user: ScimUser) -> None:
    """Two people of one directory never are the same contact."""
    if not user.email:
        return
    same = ScimUser.objects.filter(
        connection=connection, email=user.email, company=user.company_id, gone_at=None
    )
    if same.exclude(pk=user.pk).exists():
        raise Taken


def _locked(connection: ScimConnection, user_id: UUID, version: str | None) -> ScimUser:
    rows = ScimUser.objects.select_for_update(of=("self",)).select_related("contact")
    user = rows.filter(connection=connection, pk=user_id, gone_at=None).first()
    if user is None:
        raise NotVisible("user")
    if version is not None and version != tag(user.version):
        raise Changed
    return user


def tag(version: int) -> str:
    """The version of a row as directories see it."""
    return f'W/"{version}"'


def _taken() -> dict[str, Exception]:
    return {
        "provisioning_user_name": Taken(),
        "provisioning_user_contact": ManagedElsewhere(),
        "people_contact_email": Taken(),
    }


__all__ = ["SELF", "Done", "change_person", "drop_person", "tag", "take_person"]
