"""Add, copy, rename and delete roles, and change what they hold."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.kernel.changes import change
from portico.kernel.postgres.conflicts import refusing

from ..events import RoleAdded, RoleChanged, RoleDeleted, RoleRenamed
from ..models import (
    CompanyDefault,
    CompanyRule,
    Grant,
    Guest,
    Role,
    RolePermission,
    Rule,
    StaffGrant,
)
from ..permissions import MANAGE
from ..queries import codes_of_role, mark, require_an_owner
from ..rules import TooPowerful, dangerous, fitting, may_choose, preset_codes, require_to_hold


class RoleExists(Refusal):
    """Another role of the same kind has this name."""

    def __init__(self) -> None:
        super().__init__(_("There is a role with this name already."), field="name")


class RoleInUse(Conflict):
    """Somebody holds it, or new people get it."""

    def __init__(self) -> None:
        super().__init__(_("This role is in use. Give the people who hold it another role first."))


class RolesHaveChanged(Conflict):
    """The page shows permissions that somebody has changed meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed these roles in the meantime. Look again, then save.")
        )


class OwnerIsEverything(Refusal):
    """The owner role holds all staff permissions, so that nobody can lock everybody out."""

    def __init__(self) -> None:
        super().__init__(_("The owner role always holds every permission."))


class NoPreset(Refusal):
    """Only what came with the product has a first state."""

    def __init__(self) -> None:
        super().__init__(_("This role did not come with the product, so it cannot be reset."))


@action(MANAGE)
def add_role(
    actor: Actor,
    *,
    audience: Role.Audience,
    name: str,
    description: str = "",
    reach: Reach = Reach.OWN,
    copy_of: Role | None = None,
) -> Role:
    """A new role: empty, or with the permissions of another one of the same kind."""
    codes = codes_of_role(copy_of.id) if copy_of and copy_of.audience == audience else set()
    require_to_hold(actor, codes if audience == Role.Audience.STAFF else ())
    with refusing({"roles_role_name": RoleExists()}):
        role = Role.objects.create(
            audience=audience,
            name=_named(name),
            description=description,
            default_reach=reach.value,
            position=Role.objects.filter(audience=audience).count(),
        )
    RolePermission.objects.bulk_create(RolePermission(role=role, code=code) for code in codes)
    fact = RoleAdded(role=role.id, copy_of=copy_of.id if copy_of else None)
    record(actor, fact, on=role, after={"name": role.name, "permissions": sorted(codes)})
    return role


@action(MANAGE)
def rename_role(
    actor: Actor,
    role: Role,
    *,
    name: str,
    description: str,
    reach: Reach,
    delegable: bool | None = None,
) -> Role:
    """Another name, description or usual reach. Who holds the role already keeps the reach.

    `delegable` says whether a client's own admin may give it.
    """
    role = Role.objects.select_for_update().get(pk=role.pk)
    values = {"name": _named(name), "description": description, "default_reach": reach.value}
    if delegable is not None and role.audience == Role.Audience.CONTACTS:
        values["is_delegable"] = delegable
    if not (changed := change(role, values)):
        return role
    with refusing({"roles_role_name": RoleExists()}):
        role.save(update_fields=changed.fields)
    fact = RoleRenamed(role=role.id, fields=changed.fields)
    record(actor, fact, on=role, before=changed.before, after=changed.after)
    return role


@action(MANAGE)
def reset_role(actor: Actor, role: Role) -> int:
    """Let a preset role hold what it held at first; returns how many permissions changed."""
    if not role.key or role.is_whole:
        raise NoPreset
    codes = preset_codes(role.key)
    changes = change_permissions(actor, {role: codes})
    role.shipped = sorted(codes)
    role.save(update_fields=["shipped"])
    return changes


@action(MANAGE)
def delete_role(actor: Actor, role: Role) -> None:
    """Only a role that nobody holds; preset roles may go too, but not the owner's."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if _is_used(role):
        raise RoleInUse
    record(actor, RoleDeleted(role=role.id, name=role.name), on=role)
    role.delete()


@action(MANAGE)
def change_permissions(
    actor: Actor, wanted: Mapping[Role, Collection[str]], *, seen: str = ""
) -> int:
    """Let each role hold exactly these permissions; returns how many were added and removed.

    `seen` is the `queries.mark` of these roles when the page was drawn. Codes that do not fit the
    role's audience are left out, so that a portal role never holds a staff permission, whatever a
    form says.
    """
    roles = list(Role.objects.select_for_update().filter(pk__in=[role.pk for role in wanted]))
    if seen and seen != mark(roles, {role.pk: codes_of_role(role.pk) for role in roles}):
        raise RolesHaveChanged
    asked = {role.pk: set(codes) for role, codes in wanted.items()}
    changes = sum(_hold(actor, role, fitting(role.audience, asked[role.pk])) for role in roles)
    if changes:
        require_an_owner()
    return changes


def _hold(actor: Actor, role: Role, codes: set[str]) -> int:
    there = codes_of_role(role.id)
    added, removed = codes - there, there - codes
    if role.is_whole:
        raise OwnerIsEverything
    if not added and not removed:
        return 0
    require_to_hold(actor, added if role.audience == Role.Audience.STAFF else ())
    _stay_harmless(role, added)
    RolePermission.objects.filter(role=role, code__in=removed).delete()
    RolePermission.objects.bulk_create(RolePermission(role=role, code=code) for code in added)
    fact = RoleChanged(role=role.id, added=sorted(added), removed=sorted(removed))
    record(actor, fact, on=role)
    return len(added) + len(removed)


def _is_used(role: Role) -> bool:
    """Somebody holds it, new people get it, or nobody could do without it."""
    users = (Grant, StaffGrant, CompanyDefault, Rule, CompanyRule, Guest)
    held = any(model.objects.filter(role=role).exists() for model in users)
    return held or role.is_default or role.is_whole


def _stay_harmless(role: Role, added: set[str]) -> None:
    """What people get by themselves does not become powerful behind their backs."""
    if not dangerous(added):
        return
    usual = role.is_default and role.audience == Role.Audience.CONTACTS
    rules: list[Rule | CompanyRule] = [
        *Rule.objects.filter(role=role),
        *CompanyRule.objects.filter(role=role),
    ]
    by_rule = any(not may_choose(one.kind, one.pattern, added) for one in rules)
    if usual or by_rule or CompanyDefault.objects.filter(role=role).exists():
        raise TooPowerful(added)


def _named(text: str) -> str:
    if not (name := " ".join(text.split())):
        raise Refusal(_("Write a name."), field="name")
    return name
