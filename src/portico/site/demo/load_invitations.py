"""Invitations of the demo's new people: one delivered, one opened, one that has run out."""

from datetime import timedelta

from django.utils import timezone

from portico.core.invitations.models import Invitation
from portico.core.people.models import Contact

from .shapes import DemoTenant

State = Invitation.State
STORIES = ((State.DELIVERED, 2), (State.OPENED, 5), (State.EXPIRED, 40))  # and days since


def load_invitations(demo: DemoTenant) -> None:
    """Only for who has access and has never signed in; no link of them works."""
    waiting = Contact.objects.filter(access=Contact.Access.INVITED).exclude(email="")
    owner = next(one.name for one in demo.staff if one.role == "owner")
    people = waiting.order_by("name", "id")[: len(STORIES)]
    for contact, (state, days) in zip(people, STORIES, strict=False):
        sent = timezone.now() - timedelta(days=days)
        gone = state == State.EXPIRED
        Invitation.objects.create(
            company_id=contact.company_id,
            contact=contact,
            state=state,
            email=contact.email,
            by_name=owner,
            sent_at=sent,
            delivered_at=sent,
            opened_at=sent + timedelta(hours=3) if state == State.OPENED else None,
            expires_at=sent + timedelta(days=14),
            asked_again_at=timezone.now() - timedelta(hours=2) if gone else None,
            ended_at=sent + timedelta(days=14) if gone else None,
        )
