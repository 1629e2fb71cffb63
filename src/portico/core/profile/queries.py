"""Reading profiles: what a change needs, what is asked for, whose picture this is."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.access.permissions import NotVisible, can
from portico.core.people.ports import locked_fields
from portico.kernel.postgres.kept import kept

from .models import Avatar, ChangeRequest, Field, FieldRule, Rule, StaffPicture
from .permissions import DECIDE
from .rules import rule_of


def chosen_rules() -> dict[str, str]:
    """The tenant's words, where they are not the usual ones."""
    return dict(FieldRule.objects.values_list("field", "rule"))


def rules_for(contact_id: UUID) -> dict[str, Rule]:
    """Field → what a change of it needs, for this contact; two statements."""
    chosen, locked = chosen_rules(), locked_fields(contact_id)
    return {field: rule_of(field, chosen, locked) for field in Field.values}


def own_requests(actor: Contact) -> QuerySet[ChangeRequest]:
    """What the contact has asked for and nobody has decided."""
    mine = ChangeRequest.objects.filter(contact_id=actor.id)
    return mine.filter(state=ChangeRequest.State.REQUESTED).order_by("id")


def own_request(actor: Contact, request_id: UUID) -> ChangeRequest:
    if (found := own_requests(actor).filter(pk=request_id).first()) is None:
        raise NotVisible("change request")
    return found


def requests(actor: Actor) -> QuerySet[ChangeRequest]:
    """What waits for somebody's word, the oldest first."""
    if not can(actor, DECIDE):
        return ChangeRequest.objects.none()
    found = ChangeRequest.objects.filter(state=ChangeRequest.State.REQUESTED)
    return found.select_related("contact", "company").order_by("id")


def decided_requests(actor: Actor) -> QuerySet[ChangeRequest]:
    if not can(actor, DECIDE):
        return ChangeRequest.objects.none()
    found = ChangeRequest.objects.exclude(state=ChangeRequest.State.REQUESTED)
    return found.select_related("contact", "company").order_by("-id")


def request(actor: Actor, request_id: UUID) -> ChangeRequest:
    if (found := requests(actor).filter(pk=request_id).first()) is None:
        raise NotVisible("change request")
    return found


def waiting(actor: Actor) -> int:
    """How many wait for somebody's word."""
    return requests(actor).count()


def picture_of(contact_id: UUID) -> str:
    """The mark of the contact's picture; empty if there is none."""
    return _marks.first(contact_id) or ""


@kept
def _marks(contact_id: UUID) -> QuerySet[Avatar, str]:
    return Avatar.objects.filter(contact_id=contact_id).values_list("hash", flat=True)


def picture(contact_id: UUID, mark: str) -> Avatar:
    """The picture, as far as whoever asks may see the contact's company."""
    if (found := Avatar.objects.filter(contact_id=contact_id, hash=mark).first()) is None:
        raise NotVisible("picture")
    return found


def pictures_of_cards(cards: Iterable[UUID]) -> dict[UUID, str]:
    """Public card → the mark of its picture, where there is one; one statement."""
    found = StaffPicture.objects.filter(card_id__in=list(cards))
    return dict(found.values_list("card_id", "hash"))


def staff_picture(actor: Actor, card_id: UUID, mark: str) -> StaffPicture:
    """Everybody who is signed in sees the cards of those who work here."""
    signed_in = isinstance(actor, Staff | Contact)
    found = StaffPicture.objects.filter(card_id=card_id, hash=mark).first() if signed_in else None
    if found is None:
        raise NotVisible("picture")
    return found
