"""What the clock does: note ends, remind who has not joined, warn and renew, sweep up."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Company, Contact
from portico.core.tenants.addresses import address_of

from .. import queries
from ..events import LinkExpired
from ..models import JoinRequest, LinkRecipient, PortalLink, PortalLinkUse
from ..permissions import MANAGE
from ..rules import KEPT, REMIND_AFTER, UNFINISHED_KEPT, WARN_BEFORE
from .rotate import rotate_link
from .send import send_link

MOST_AT_ONCE = 500  # of each kind in one run; the next run takes the rest
Step = JoinRequest.Step


@action(MANAGE)
def note_ends(actor: Actor) -> int:
    """Whose time is over stands in the log; those that renew themselves do it now."""
    now = timezone.now()
    ended = PortalLink.objects.select_related("company", "role").filter(
        expires_at__lte=now, noted_at=None
    )
    rows = list(ended.order_by("expires_at", "id")[:MOST_AT_ONCE])
    for row in rows:
        row.noted_at = now
        row.save(update_fields=["noted_at"])
        record(actor, LinkExpired(link=row.pk), on=row)
        if row.auto_renew and row.state == "expired" and not row.rotated_to_id:
            _renew(actor, row)
    return len(rows)


def _renew(actor: Actor, row: PortalLink) -> None:
    """A new link for those who got this one and have not joined; nobody else hears of it."""
    if to := _waiting_for(row):
        made = rotate_link(actor, row)
        send_link(actor, made.row, to=to, what="renewed")


def _waiting_for(row: PortalLink) -> list[str]:
    open_ones = LinkRecipient.objects.filter(link=row, joined_at=None)
    return list(open_ones.order_by("id").values_list("email", flat=True)[:MOST_AT_ONCE])


@action(MANAGE)
def replace_after_leaver(actor: Actor, company: Company, *, left: Collection[str]) -> int:
    """Whoever has left, with the addresses `left`, may still hold one of the company's links.

    Who got one by mail and has not joined gets the next one. Who handed one out hears that it has
    ended, and where to get the next one.
    """
    rows = list(queries.links(actor).filter(company=company).working().order_by("id"))
    for row in rows:
        made = rotate_link(actor, row).row
        if to := [email for email in _waiting_for(row) if email not in left]:
            send_link(actor, made, to=to, what="replaced")
        tell_keepers(actor, made, "ended_early", before=row.start)
    return len(rows)


@action(MANAGE)
def remind(actor: Actor) -> int:
    """Who got a link three, seven and fourteen days ago and has not joined hears of it again."""
    now = timezone.now()
    since = now - timedelta(days=REMIND_AFTER[-1] + 7)
    waiting = LinkRecipient.objects.select_related("link__company", "link__role").filter(
        joined_at=None, sent_at__gt=since, link__reminders=True, reminded__lt=len(REMIND_AFTER)
    )
    due = Q()
    for number, days in enumerate(REMIND_AFTER):
        due |= Q(reminded=number, sent_at__lte=now - timedelta(days=days))
    rows = list(waiting.filter(due).order_by("sent_at", "id")[:MOST_AT_ONCE])
    for row in rows:
        row.reminded += 1
        row.save(update_fields=["reminded"])
        if row.link.is_working and not _has_access(row):
            send_link(actor, row.link, to=[row.email], what="reminder")
    return len(rows)


def _has_access(row: LinkRecipient) -> bool:
    """Came in another way meanwhile: there is nothing to remind of."""
    there = Contact.objects.filter(company=row.company_id, email=row.email)
    return there.filter(access=Contact.Access.ACTIVE).exists()


@action(MANAGE)  # not recorded: a mail to a colleague, which is a row of its own
def warn_owners(actor: Actor) -> int:
    """Whoever made a link that somebody may still need hears that it ends soon."""
    now = timezone.now()
    soon = PortalLink.objects.select_related("company").working()
    soon = soon.filter(expires_at__lt=now + WARN_BEFORE, warned_at=None, rotated_to=None)
    soon = soon.filter(created_at__lt=now - WARN_BEFORE)  # short ones end as they were meant to
    rows = list(soon.order_by("expires_at", "id")[:MOST_AT_ONCE])
    for row in rows:
        row.warned_at = now
        row.save(update_fields=["warned_at"])
        tell_keepers(actor, row, "ends_soon")
    return len(rows)


def tell_keepers(actor: Actor, row: PortalLink, what: str, **more: object) -> None:
    """A mail to whoever looks after a link."""
    page = address_of(reverse("staff:joining:link", args=[row.pk]))
    for keeper in queries.keepers_of(row):
        queue_mail(
            actor,
            to=keeper.email,
            name=keeper.name,
            template=f"joining/mail/{what}",
            context={
                "name": keeper.name.split(" ", 1)[0],
                "company": row.company.name,
                "start": row.start,
                "ends_at": row.ends_at,
                "page": page,
                **more,
            },
            language=keeper.language,
            zone=keeper.zone,
            about=row,
        )


@action(MANAGE)  # not recorded: that it was suspended is recorded where it happens
def tell_suspension(actor: Actor, *, link_id: UUID) -> None:
    for row in PortalLink.objects.select_related("company").filter(pk=link_id):
        tell_keepers(actor, row, "suspended")


@action(MANAGE)  # not recorded: the request itself is
def tell_request(actor: Actor, *, request_id: UUID) -> None:
    """Somebody waits: whoever made the link hears of it, at most once for each request."""
    found = JoinRequest.objects.select_related("link__company")
    page = address_of(reverse("staff:joining:requests"))
    for row in found.filter(pk=request_id, step__in=[Step.WAITING, Step.WISHES]):
        if row.link is not None:
            wishes = row.step == Step.WISHES
            tell_keepers(actor, row.link, "request", who=row.email, wishes=wishes, requests=page)


@action(MANAGE)  # not recorded: what was done with links stays in the log; this is the raw story
def sweep_uses(actor: Actor) -> None:  # noqa: ARG001  every action has one
    """After thirteen months the story of a link goes, and half-done requests after a week."""
    now = timezone.now()
    PortalLinkUse.objects.filter(at__lt=now - KEPT).delete()
    stale = JoinRequest.objects.filter(step__in=[Step.ASKED, Step.PROVEN])
    stale.filter(created_at__lt=now - UNFINISHED_KEPT).delete()
    JoinRequest.objects.filter(created_at__lt=now - KEPT).delete()
