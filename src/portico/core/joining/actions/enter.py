"""After the code was right: sign in who is known, let in who may join, and let others wait.

Only here, and only with a proven mailbox, the product itself lets somebody in: it acts for the
MSP, in the scope of its staff, since the door may touch neither contacts nor grants.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach, System, called
from portico.core.access.permissions import NotVisible
from portico.core.identity.actions.enter import Opened
from portico.core.identity.actions.finish import finish_sign_in
from portico.core.identity.models import LoginRequest, Method
from portico.core.identity.policy import may_enter
from portico.core.identity.queries import contacts_at
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.people.actions.contacts import add_contact
from portico.core.people.models import Contact
from portico.core.roles.actions.access import open_access
from portico.core.roles.models import Role
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .. import queries
from ..events import JoinAsked, Joined
from ..models import JoinRequest, LinkRecipient, Mode, PortalLink, PortalLinkUse
from ..permissions import JOIN
from ..rules import is_allowed
from .ask import TELL
from .links import is_still_covered
from .using import claim_use, note_use, watch

SELF = System(called("joining", _("Portal links")))
Kind, Step = PortalLinkUse.Kind, JoinRequest.Step


class Way(StrEnum):
    """How it goes on for somebody with a proven mailbox."""

    IN = "in"
    CHOOSE = "choose"  # has an account elsewhere: this company, too?
    WAIT = "wait"
    ELSEWHERE = "elsewhere"  # the company demands that its people sign in at its own provider
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Went:
    """The way, the session where there is one, and whose mailbox was proven."""

    way: Way
    opened: Opened | None = None
    email: str = ""


@action(JOIN)
def go_on(
    actor: Actor, asked: JoinRequest, *, login: LoginRequest, device: str, too: bool = False
) -> Went:
    """Decide how it goes on. `too` says that the person wants this company besides others."""
    asked = JoinRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.step not in {Step.ASKED, Step.PROVEN} or login.used_at is None:
        return Went(Way.WAIT if asked.step == Step.WAITING else Way.ENDED)
    known = contacts_at(asked.email)
    here = [one for one in known if one.company_id == asked.company_id]
    if here and not asked.is_shared:
        return _sign_in(actor, asked, here[0], login=login, device=device)
    if known and not here and not too:
        asked.step = Step.PROVEN
        asked.save(update_fields=["step"])
        return Went(Way.CHOOSE)
    return _join(actor, asked, login=login, device=device)


def _sign_in(
    actor: Actor, asked: JoinRequest, contact: Contact, *, login: LoginRequest, device: str
) -> Went:
    """Who has an account here needs no link: the mailbox is the proof, and no use is counted."""
    link = _link_of(asked)
    if not may_enter(contact, Method(login.method)):
        return Went(Way.ELSEWHERE, email=asked.email)
    note_use(link, Kind.SIGNED_IN, email=asked.email, contact=contact.pk)
    _end(asked, Step.JOINED, contact=contact)
    opened = finish_sign_in(actor, login, contact_id=contact.pk, device=device)
    return Went(Way.IN, opened)


def _join(actor: Actor, asked: JoinRequest, *, login: LoginRequest, device: str) -> Went:
    link = _link_of(asked)
    if not link.is_working or not queries.portal_is_open(link.company):
        state = link.state.value if not link.is_working else "portal_off"
        note_use(link, Kind.REJECTED, email=asked.email, reason=state)
        return Went(Way.ENDED)
    if why := _must_wait(link, asked):
        return _wait(actor, link, asked, why)
    if not claim_use(link):
        note_use(link, Kind.REJECTED, email=asked.email, reason="exhausted")
        return Went(Way.ENDED)
    contact = admit(actor, asked, role=link.role, reach=Reach(link.reach), approved=False)
    if not may_enter(contact, Method(login.method)):
        return Went(Way.ELSEWHERE, email=asked.email)
    opened = finish_sign_in(actor, login, contact_id=contact.pk, device=device)
    return Went(Way.IN, opened)


def _link_of(asked: JoinRequest) -> PortalLink:
    if asked.link_id is None:
        raise NotVisible("link")
    found: PortalLink = PortalLink.objects.select_related("company", "role").get(pk=asked.link_id)
    return found


def _must_wait(link: PortalLink, asked: JoinRequest) -> str:
    """Why a person looks first; nothing where nobody needs to."""
    there = Contact.objects.filter(company=link.company_id, email=asked.email)
    if there.filter(access=Contact.Access.DISABLED).exists():
        return "disabled"  # somebody was shut out by hand: no link opens that again
    if link.mode == Mode.ALWAYS:
        return "approval"
    with scope(staff_scope(current_tenant())):
        if not is_still_covered(link):
            return "maker"
    if link.mode == Mode.DOMAINS and not is_allowed(asked.email, link.domains):
        return "domain"
    return ""


def _wait(actor: Actor, link: PortalLink, asked: JoinRequest, why: str) -> Went:
    asked.step, asked.why = Step.WAITING, why
    asked.role, asked.reach = link.role, link.reach
    asked.save(update_fields=["step", "why", "role", "reach"])
    note_use(link, Kind.WAITING, email=asked.email, reason=why)
    record(actor, JoinAsked(request=asked.pk, reason=why), on=asked)
    defer(TELL, DEFAULT, {"joinrequest": str(asked.pk)})
    watch(actor, link)
    return Went(Way.WAIT)


def admit(actor: Actor, asked: JoinRequest, *, role: Role, reach: Reach, approved: bool) -> Contact:
    """The contact of the company with access: the one there is, else a new one.

    Part of the two actions that may: joining with a proven mailbox, and a yes to who waits.
    """
    with scope(staff_scope(current_tenant())):
        contact = _contact_of(asked)
        if not contact.can_sign_in:
            contact = open_access(SELF, contact, role=role, reach=reach)
        _end(asked, Step.JOINED, contact=contact)
        record(actor, Joined(link=asked.link_id, contact=contact.pk, approved=approved), on=contact)
        if asked.link_id:
            _tell_the_link(_link_of(asked), asked, contact)
    return contact


def _contact_of(asked: JoinRequest) -> Contact:
    there = Contact.objects.filter(company=asked.company_id, email=asked.email)
    found = there.filter(is_shared_mailbox=asked.is_shared)
    if asked.is_shared:
        found = found.filter(name__iexact=asked.name)
    if (contact := found.order_by("id").first()) is not None:
        return contact
    assert asked.company is not None  # noqa: S101  who waits, waits for a company
    return add_contact(
        SELF,
        asked.company,
        name=asked.name or asked.email.partition("@")[0],
        email=asked.email,
        site=asked.site,
        is_shared_mailbox=asked.is_shared,
    )


def _end(asked: JoinRequest, step: JoinRequest.Step, *, contact: Contact) -> None:
    asked.step, asked.contact_id = step, contact.pk
    asked.save(update_fields=["step", "contact_id"])


def _tell_the_link(link: PortalLink, asked: JoinRequest, contact: Contact) -> None:
    """Its story, who got it by mail, and whether all of them are in now."""
    now = timezone.now()
    note_use(link, Kind.JOINED, email=asked.email, contact=contact.pk)
    mine = LinkRecipient.objects.filter(link=link, joined_at=None)
    came_with = Q(email=asked.email) | Q(pk=asked.recipient_id)  # perhaps with another address
    mine.filter(came_with).update(joined_at=now)
    got_it = LinkRecipient.objects.filter(link=link)
    if link.auto_close and got_it.exists() and not mine.exists():
        alive = PortalLink.objects.filter(pk=link.pk, revoked_at=None)
        alive.update(revoked_at=now, revoked_reason="auto")
