"""Say yes or no to who waits, and answer who wishes for a new link."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact, Reach
from portico.core.access.permissions import Conflict, Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.core.tenants.queries import this_tenant
from portico.kernel.text import one_line

from .. import queries
from ..events import JoinApproved, JoinRefused, WishAnswered
from ..models import JoinRequest, PortalLink
from ..permissions import APPROVE
from .enter import admit
from .links import NotYourRole, is_beyond
from .rotate import rotate_link
from .send import send_link

ADMIT = "joining.admit_joiner"  # the job, by name: the portal may not make contacts
Step = JoinRequest.Step


class Decided(Conflict):
    """A colleague was faster."""

    def __init__(self) -> None:
        super().__init__(_("This has been decided already."))


class NoLinkThere(Refusal):
    """Nobody knows which company it is about."""

    def __init__(self) -> None:
        super().__init__(
            _("We cannot tell the company. Make a link on its page and send it from there.")
        )


class ShutOut(Refusal):
    """Access that was switched off is opened where it was closed, not by a link."""

    def __init__(self) -> None:
        super().__init__(_("This person's access was switched off. Ask us to open it again."))


@action(APPROVE)
def approve(
    actor: Actor, asked: JoinRequest, *, role: Role, reach: Reach | None = None
) -> JoinRequest:
    """Let this person in with a role; they get a mail that says how to sign in."""
    asked = _waiting(actor, asked, Step.WAITING)
    if isinstance(actor, Contact) and asked.why == "disabled":
        raise ShutOut
    wide = Reach(role.default_reach) if reach is None else reach
    _check_role(actor, role, wide)
    asked.role, asked.reach = role, wide.value
    _decide(actor, asked, Step.APPROVED)
    record(actor, JoinApproved(request=asked.pk, role=role.pk), on=asked)
    defer(ADMIT, DEFAULT, {"joinrequest": str(asked.pk)})
    return asked


def _check_role(actor: Actor, role: Role, reach: Reach) -> None:
    if role.audience != Role.Audience.CONTACTS:
        raise NotYourRole
    if not isinstance(actor, Contact):
        return
    if is_beyond(actor, role, reach) or not roles.portal_roles(actor).filter(pk=role.pk).exists():
        raise NotYourRole


@action(APPROVE)
def refuse(actor: Actor, asked: JoinRequest, *, reason: str = "") -> JoinRequest:
    """No; the person gets a friendly mail, without the reason."""
    asked = _waiting(actor, asked, Step.WAITING)
    asked.reason = one_line(reason)
    _decide(actor, asked, Step.REFUSED)
    record(actor, JoinRefused(request=asked.pk, reason=asked.reason), on=asked)
    tenant = this_tenant()
    queue_mail(
        actor,
        to=asked.email,
        name=asked.name,
        template="joining/mail/refused",
        context={
            "name": asked.name,
            "company": asked.company.name if asked.company else "",
            "msp": tenant.name,
            "phone": tenant.phone,
        },
        about=asked,
    )
    return asked


@action(APPROVE)
def admit_approved(actor: Actor, *, request_id: UUID) -> None:
    """What follows from a yes. May run twice: who is in stays in."""
    asked = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("company", "site", "role")
        .filter(pk=request_id, step=Step.APPROVED)
        .first()
    )
    if asked is None or asked.role is None or asked.company is None:
        return
    admit(actor, asked, role=asked.role, reach=Reach(asked.reach), approved=True)
    if asked.link_id:
        _count(asked.link_id)


def _count(link_id: UUID) -> None:
    """A person decided, so the limit does not; the figure stays true."""
    link = PortalLink.objects.select_for_update().get(pk=link_id)
    link.uses += 1
    if link.max_uses is not None:
        link.max_uses = max(link.max_uses, link.uses)
    link.save(update_fields=["uses", "max_uses"])


@action(APPROVE)
def answer_wish(actor: Actor, asked: JoinRequest, *, send: bool) -> JoinRequest:
    """Mail a working link with an apology, or put the wish aside."""
    asked = _waiting(actor, asked, Step.WISHES)
    if send:
        send_link(actor, _link_for(actor, asked), to=[asked.email], what="apology")
    _decide(actor, asked, Step.ANSWERED)
    record(actor, WishAnswered(request=asked.pk), on=asked)
    return asked


def _link_for(actor: Actor, asked: JoinRequest) -> PortalLink:
    """The newest link of the chain; an ended one is followed by another with the same settings."""
    if asked.link_id is None:
        raise NoLinkThere
    found = queries.link(actor, asked.link_id)
    while found.rotated_to_id:
        found = queries.link(actor, found.rotated_to_id)
    if found.is_working:
        return found
    if found.ended_by_hand:
        raise Refusal(_("This link was revoked by hand. Make a new one on the company's page."))
    return rotate_link(actor, found).row


def _waiting(actor: Actor, asked: JoinRequest, step: JoinRequest.Step) -> JoinRequest:
    found = queries.requests(actor).filter(pk=asked.pk, step=step)
    locked = found.select_for_update(of=("self",)).first()
    if locked is None:
        raise Decided
    return locked


def _decide(actor: Actor, asked: JoinRequest, step: JoinRequest.Step) -> None:
    asked.step, asked.decided_at, asked.decided_by = step, timezone.now(), actor.name
    asked.save()
