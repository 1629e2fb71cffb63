"""Invitations one by one: what state they are in, and whom to invite next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact
from portico.kernel.crypto.tokens import fingerprint

from ..models import Invitation, InvitationQuerySet, InvitationSettings, LeftAlone
from ..permissions import INVITE
from ..ports import ASKING
from ..rules import is_open

LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class InvitationState:
    """How the newest invitation of a contact stands; `count` is how many there have been."""

    id: UUID
    state: str
    label: str
    since: datetime
    count: int


def settings_now() -> InvitationSettings:
    """What the tenant has decided, or what is usual."""
    return InvitationSettings.objects.first() or InvitationSettings()


def invitations(actor: Actor) -> InvitationQuerySet:
    """Staff who invite see all; a contact who does, those of the own company."""
    if not can(actor, INVITE):
        return Invitation.objects.none()
    if isinstance(actor, ContactActor):
        return Invitation.objects.filter(company_id=actor.company_id)
    return Invitation.objects.all()


def invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    found = invitations(actor).select_related("contact__company").filter(pk=invitation_id).first()
    if found is None:
        raise NotVisible("invitation")
    return found


def invitations_of(actor: Actor, contact: Contact) -> InvitationQuerySet:
    """All that a contact has had, newest first."""
    return invitations(actor).filter(contact=contact).order_by("-id")


def latest(actor: Actor, contact: Contact) -> Invitation | None:
    return invitations_of(actor, contact).first()


def invitation_state_of(actor: Actor, contacts: Iterable[Contact]) -> dict[UUID, InvitationState]:
    """Contact → how the newest invitation stands; one statement for rows the actor sees already."""
    found = invitations(actor).filter(contact_id__in=[one.pk for one in contacts])
    newest = found.order_by("contact_id", "-id").distinct("contact_id")
    return {one.contact_id: _state(one) for one in newest}


def _state(one: Invitation) -> InvitationState:
    return InvitationState(
        id=one.pk,
        state=one.state,
        label=one.get_state_display(),
        since=one.since,
        count=one.attempt,
    )


def counts_of(actor: Actor, companies: Iterable[Company]) -> dict[UUID, dict[str, int]]:
    """Company → {"open": waiting to be accepted, "asked": would like a new one}."""
    waiting = Q(state__in=Invitation.OPEN)
    rows = (
        invitations(actor)
        .filter(company_id__in=[one.pk for one in companies])
        .values("company_id")
        .annotate(
            open=Count("id", filter=waiting),
            asked=Count("id", filter=Q(asked_again_at__isnull=False, state__in=["expired"])),
        )
        .order_by("company_id")
    )
    return {row["company_id"]: {"open": row["open"], "asked": row["asked"]} for row in rows}


def left_alone(contact: Contact) -> LeftAlone | None:
    """Why invitations leave this contact out, as long as the address is the same."""
    return LeftAlone.objects.filter(contact=contact, email=contact.email).first()


def can_be_told(contact: Contact) -> bool:
    """Nothing stands in the way, and no invitation is under way."""
    inside = contact.is_active and contact.email and is_open(contact.company)
    waiting = Invitation.objects.filter(contact=contact).open()
    return bool(inside) and not waiting.exists() and left_alone(contact) is None


def found_by_token(token: str) -> Invitation | None:
    """The invitation that a link belongs to, in whatever state; for the door."""
    if not token:
        return None
    mark = fingerprint(token)
    found = Invitation.objects.select_related("contact__company")
    return found.filter(Q(token_hash=mark) | Q(reminder_hash=mark)).order_by("-id").first()


def due() -> list[UUID]:
    """Planned ones whose day has come, in case their job got lost."""
    planned = Invitation.objects.filter(state=Invitation.State.CREATED, send_at__lte=timezone.now())
    return list(planned.order_by("send_at").values_list("pk", flat=True)[:500])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who asks a lot and cannot sign in."""

    contact: Contact
    asked: int


def suggestions(actor: Actor, *, most: int = 5) -> list[Suggestion]:
    """Who asked most in the last three months and has no access."""
    counted: dict[UUID, int] = {}
    for one in ASKING:
        counted |= dict(one.asked_most(actor, timezone.now() - LOOK_BACK, 50))
    found = _without_access(actor, counted.keys())
    ranked = sorted(found, key=lambda one: (-counted[one.pk], one.name))
    return [Suggestion(one, counted[one.pk]) for one in ranked[:most]]


def _without_access(actor: Actor, ids: Collection[UUID]) -> list[Contact]:
    if not ids or not can(actor, INVITE):
        return []
    outside = people.contacts(actor).filter(pk__in=ids, access=Contact.Access.NONE, is_active=True)
    alone = LeftAlone.objects.filter(contact_id__in=ids).values_list("contact_id", flat=True)
    fine = outside.exclude(email="").exclude(pk__in=alone)
    in_use = fine.filter(company__status=Company.Status.ACTIVE, company__portal_enabled=True)
    return list(in_use.select_related("company"))
