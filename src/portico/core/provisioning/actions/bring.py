"""Bring a contact in line with what the directory says, or say what that would change."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portico.core.access.actors import Actor, Reach, System, called
from portico.core.identity.actions.leave import end_all_of_contact
from portico.core.journal.acting import action, record
from portico.core.people.actions.contacts import add_contact, change_contact
from portico.core.people.models import Company, Contact
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.actions.grant import grant_to_contact, revoke_from_contact
from portico.core.roles.actions.leaver import let_go, take_back
from portico.core.roles.models import Grant, Role

from ..events import PersonDetached, PersonLinked
from ..models import Ahead, GroupRole, Problem, ScimConnection, ScimMember, ScimUser, SyncLine
from ..permissions import MANAGE
from ..rules import domain_of

Deed = SyncLine.Deed
SELF = System(called("provisioning", _lazy("User provisioning")))


@dataclass(slots=True)
class Step:
    """What has to happen to one contact."""

    contact: Contact | None = None
    differs: dict[str, list[str]] = field(default_factory=dict)
    opens: bool = False
    closes: bool = False
    links: bool = False
    problem: str = ""

    @property
    def ahead(self) -> str:
        if self.problem and not self.differs:
            return ""
        if self.contact is None:
            return Ahead.CREATE if self.opens else ""
        if self.links:
            return Ahead.LINK
        if self.opens or self.closes:
            return Ahead.OPEN if self.opens else Ahead.CLOSE
        return Ahead.CHANGE if self.differs else ""


@action(MANAGE, writes=("people",))
def bring_in_line(actor: Actor, connection: ScimConnection, user: ScimUser) -> SyncLine.Deed:
    """Make it so, or, in a dry run, only remember what would be done. The row is locked."""
    if user.contact_id and user.gone_at is None:
        _leave_other_company(actor, connection, user)
    step = _step(connection, user)
    if not connection.is_live:
        user.ahead, user.differs, user.problem = step.ahead, step.differs, step.problem
        user.save(update_fields=["ahead", "differs", "problem"])
        return Deed.NOTED
    deed = _take(actor, connection, user, step)
    user.ahead, user.differs, user.problem = "", {}, step.problem
    user.save(update_fields=["ahead", "differs", "problem", "contact", "given", "closed_at"])
    return deed


def _step(connection: ScimConnection, user: ScimUser) -> Step:
    """Compare; nothing is changed."""
    if user.company_id is None:
        return Step(problem=Problem.NO_COMPANY)
    contact, links = _contact_of(user)
    if contact is None:
        if not user.email:
            return Step(problem=Problem.NO_ADDRESS)
        return Step(opens=user.active and user.gone_at is None)
    step = Step(contact=contact, links=links)
    if links and _is_managed(contact):
        return Step(problem=Problem.ELSEWHERE)
    if user.gone_at is None:
        step.differs = _differences(connection, contact, user)
    wanted = user.active and user.gone_at is None
    if wanted and not contact.can_sign_in:
        is_shut = contact.access == Contact.Access.DISABLED or not contact.is_active
        by_hand = is_shut and not _closed_by(user, contact)
        step.problem = Problem.BY_HAND if by_hand else ""
        step.opens = not by_hand
    has_left = user.gone_at is not None and contact.is_active
    step.closes = has_left or (contact.can_sign_in and not wanted)
    return step


def _contact_of(user: ScimUser) -> tuple[Contact | None, bool]:
    """The contact, and whether it is still to be linked."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("company")
    if user.contact_id:
        return rows.get(pk=user.contact.pk), False
    if not user.email or user.gone_at is not None:
        return None, False
    found = rows.filter(company=user.company_id, email=user.email, is_shared_mailbox=False)
    contact = found.first()
    if contact is not None and _closed_before(contact):
        user.closed_at = contact.closed_at
    return contact, contact is not None


def _closed_before(contact: Contact) -> bool:
    """A directory has closed this access when the person left, and nobody else since."""
    gone = ScimUser.objects.filter(contact=contact, gone_at__isnull=False)
    return contact.closed_at is not None and gone.filter(closed_at=contact.closed_at).exists()


def _closed_by(user: ScimUser, contact: Contact) -> bool:
    """The closure that counts now is the directory's own, not a later one by hand."""
    return user.closed_at is not None and user.closed_at == contact.closed_at


def _is_managed(contact: Contact) -> bool:
    return ScimUser.objects.filter(contact=contact, gone_at=None).exists()


def _differences(
    connection: ScimConnection, contact: Contact, user: ScimUser
) -> dict[str, list[str]]:
    """Field → what it is and what the directory says."""
    found = {
        key: [str(getattr(contact, key)), value]
        for key, value in user.synced.items()
        if getattr(contact, key) != value
    }
    if "email" in found and domain_of(user.email) not in connection.domains:
        found.pop("email")  # the directory itself was told when it asked
    return found


def _leave_other_company(actor: Actor, connection: ScimConnection, user: ScimUser) -> None:
    """Who works for another company now has left the old one, and begins at the new one."""
    contact = user.contact
    if contact is None or contact.company_id == user.company_id or not connection.is_live:
        return
    if contact.is_active:
        let_go(actor, contact, reason=str(_("The directory says so.")))
    user.contact, user.given, user.closed_at = None, [], None


def _take(actor: Actor, connection: ScimConnection, user: ScimUser, step: Step) -> SyncLine.Deed:
    """Do the step; says what was done."""
    contact, deed = step.contact, Deed.NOTED
    if contact is None and not step.opens:
        return deed
    if contact is None:
        contact, deed = _added(actor, user), Deed.CREATED
    elif step.links and not step.problem:
        _link(actor, connection, user, contact)
        deed = Deed.LINKED
    elif step.problem and step.links:
        return deed
    if step.differs:
        contact = _changed(actor, contact, step.differs)
        deed = deed if deed != Deed.NOTED else Deed.CHANGED
    if step.closes:
        _shut_out(actor, user, contact)
        return Deed.CLOSED
    return _let_in(actor, user, contact, opens=step.opens, deed=deed)


def _shut_out(actor: Actor, user: ScimUser, contact: Contact) -> None:
    """Switched off in the directory is a pause; no longer there has left, with all that follows."""
    shut = close_access if user.gone_at is None else let_go
    by_hand = contact.access == Contact.Access.DISABLED and not _closed_by(user, contact)
    shut_out = shut(actor, contact, reason=str(_("The directory says so.")))
    user.closed_at = None if by_hand else shut_out.closed_at


def _added(actor: Actor, user: ScimUser) -> Contact:
    company: Company = user.company
    about: dict[str, Any] = {key: value for key, value in user.synced.items() if key != "name"}
    user.contact = add_contact(actor, company, name=user.synced["name"], **about)
    return Contact.objects.select_related("company").get(pk=user.contact.pk)


def _link(actor: Actor, connection: ScimConnection, user: ScimUser, contact: Contact) -> None:
    user.contact = contact
    fact = PersonLinked(connection=connection.pk, contact=contact.pk)
    record(actor, fact, on=contact)


def _changed(actor: Actor, contact: Contact, differs: dict[str, list[str]]) -> Contact:
    values: dict[str, Any] = {key: after for key, (_before, after) in differs.items()}
    changed = change_contact(actor, contact, **values)
    if "email" in differs:
        _detach(actor, changed)
    return Contact.objects.select_related("company").get(pk=changed.pk)


def _detach(actor: Actor, contact: Contact) -> None:
    """Whoever proves the new address is not led to what the person has at other companies."""
    if (person := contact.person_id) is None:
        return
    others = Contact.objects.filter(person_id=person).exclude(company_id=contact.company_id)
    if not others.exists():
        return
    end_all_of_contact(SELF, contact_id=contact.pk)
    Contact.objects.filter(pk=contact.pk).update(person=None)
    record(actor, PersonDetached(contact=contact.pk, person=person), on=contact)


def _let_in(
    actor: Actor, user: ScimUser, contact: Contact, *, opens: bool, deed: SyncLine.Deed
) -> SyncLine.Deed:
    """Access and roles: those of the groups come and go, those given by hand stay."""
    wanted = roles_of(user)
    held = {
        grant.role_id: (grant.role, Reach(grant.reach))
        for grant in Grant.objects.filter(contact=contact).select_related("role")
    }
    lost = {UUID(one) for one in user.given} - wanted.keys()
    target = {pk: one for pk, one in held.items() if pk not in lost} | wanted
    if opens:
        _open(actor, user, contact, target)
        return deed if deed in {Deed.CREATED, Deed.LINKED} else Deed.OPENED
    if contact.can_sign_in and (target != held):
        _exchange(actor, user, contact, target, held)
        return deed if deed != Deed.NOTED else Deed.CHANGED
    return deed


type Roles = dict[UUID, tuple[Role, Reach]]


def roles_of(user: ScimUser) -> Roles:
    """The roles of the groups that somebody is in; of two reaches the wider one."""
    groups = ScimMember.objects.filter(user=user).values("group_id")
    found: Roles = {}
    for one in GroupRole.objects.filter(group_id__in=groups).select_related("role"):
        reach = Reach(one.reach or one.role.default_reach)
        known = found.get(one.role_id)
        if known is None or known[1] < reach:
            found[one.role_id] = (one.role, reach)
    return found


def _group_names(user: ScimUser) -> list[str]:
    """What rules for new people may ask for."""
    names = ScimMember.objects.filter(user=user).values_list("group__name", flat=True)
    return list(names.order_by("group__name"))


def _open(actor: Actor, user: ScimUser, contact: Contact, target: Roles) -> None:
    if not contact.is_active:
        take_back(actor, contact)
    if not target:
        open_access(actor, contact, groups=_group_names(user))
    for place, (role, reach) in enumerate(target.values()):
        give = open_access if place == 0 else grant_to_contact
        give(actor, contact, role=role, reach=reach)
    _remember(user, contact, target)
    user.closed_at = None


def _exchange(actor: Actor, user: ScimUser, contact: Contact, target: Roles, held: Roles) -> None:
    """Give and take what differs; nobody with access is left without any role."""
    if not target:
        open_access(actor, contact, groups=_group_names(user))  # the role that the rules choose
        _remember(user, contact, target)
        return
    for pk in held.keys() - target.keys():
        revoke_from_contact(actor, contact, role=held[pk][0])
    for pk, (role, reach) in target.items():
        if held.get(pk) != (role, reach):
            grant_to_contact(actor, contact, role=role, reach=reach)
    _remember(user, contact, target)


def _remember(user: ScimUser, contact: Contact, target: Roles) -> None:
    """Which roles come from the directory: those of its groups, or the usual one without any."""
    ours = set(roles_of(user))
    if not target:
        ours = set(Grant.objects.filter(contact=contact).values_list("role_id", flat=True))
    user.given = [str(pk) for pk in ours]
