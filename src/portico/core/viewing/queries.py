"""Reading viewings, from what the actor may see."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, Staff, System
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.core.journal.permissions import VIEW_COMPANY
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import VIEW
from portico.core.roles.models import Grant

from .models import ViewingGrant, ViewingRule
from .permissions import MANAGE, VIEW_AS
from .rules import can_be_seen, strictest


def viewings(actor: Actor) -> QuerySet[ViewingGrant]:
    """All of them for staff who see the clients; a client's administrator sees the own ones."""
    if isinstance(actor, ContactActor):
        mine = ViewingGrant.objects.filter(company_id=actor.company_id)
        return mine if can(actor, VIEW_COMPANY) else ViewingGrant.objects.none()
    seeing = can(actor, VIEW) or can(actor, MANAGE)
    return ViewingGrant.objects.all() if seeing else ViewingGrant.objects.none()


def viewing(actor: Actor, viewing_id: UUID) -> ViewingGrant:
    if (found := viewings(actor).filter(pk=viewing_id).first()) is None:
        raise NotVisible("viewing")
    return found


def viewings_of(actor: Actor, company: Company) -> QuerySet[ViewingGrant]:
    """Who has looked at this company's portal, the newest first."""
    return viewings(actor).filter(company=company).order_by("-id")


def running(actor: Actor) -> QuerySet[ViewingGrant]:
    """What goes on right now."""
    return viewings(actor).filter(ended_at=None, expires_at__gt=timezone.now())


def own_running(actor: Actor) -> ViewingGrant | None:
    """The one viewing that this employee has open."""
    if not isinstance(actor, Staff):
        return None
    mine = ViewingGrant.objects.filter(
        staff_id=actor.id, ended_at=None, expires_at__gt=timezone.now()
    )
    return mine.first()


def mode_for(company_id: UUID) -> ViewingRule.Mode:
    """What holds for this company: its own rule or everybody's, whichever is stricter."""
    rules = ViewingRule.objects.filter(Q(company=None) | Q(company_id=company_id))
    return strictest(list(rules.values_list("mode", flat=True)))


def rule_of(actor: Actor, company: Company | None = None) -> ViewingRule:
    """The rule as somebody has set it, or what holds while nobody has."""
    if not isinstance(actor, Staff | System):
        raise NotVisible("rule")
    found = ViewingRule.objects.filter(company=company).first()
    return found or ViewingRule(company=company)


def tells_client(company_id: UUID) -> bool:
    """Do the client's administrators get a mail? Either rule is enough."""
    rules = ViewingRule.objects.filter(Q(company=None) | Q(company_id=company_id))
    return rules.filter(tells_client=True).exists()


def readers_of(company_id: UUID) -> QuerySet[Contact]:
    """The client's people who may read who looked at their portal."""
    held = Grant.objects.filter(company_id=company_id, role__permissions__code=VIEW_COMPANY.code)
    may_come_in = Contact.objects.with_access().filter(company_id=company_id)
    return may_come_in.filter(pk__in=held.values("contact_id")).order_by("id")


def may_view_as(actor: Actor, contact: Contact) -> bool:
    """Is there a button? The contact's company is at hand; one statement."""
    if not isinstance(actor, Staff) or not (can(actor, VIEW_AS) and can(actor, VIEW)):
        return False
    return can_be_seen(contact) and mode_for(contact.company_id) != ViewingRule.Mode.OFF


def could_be_there(contact: Contact) -> bool:
    """Could this contact be at the portal right now? Its company is at hand."""
    return can_be_seen(contact)


def of_secret(token_hash: bytes) -> ViewingGrant | None:
    """The viewing of this secret that has not been ended; only the portal's door asks."""
    around = ("staff", "contact__company", "contact__site")
    found = ViewingGrant.objects.select_related(*around)
    return found.filter(token_hash=token_hash, ended_at=None).first()
