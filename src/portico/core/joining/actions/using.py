"""Note what happens with a link, and suspend one that is used as if it were public."""

from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.kernel.origin import current_origin
from portico.kernel.text import one_line

from .. import queries
from ..events import LinkSuspended
from ..models import LinkRecipient, PortalLink, PortalLinkUse
from ..permissions import JOIN
from ..queries import Knock
from ..rules import network_of

ALERT = "joining.tell_of_suspension"  # the job, by name: actions do not import jobs
Kind = PortalLinkUse.Kind


def note_use(
    link: PortalLink, kind: Kind, *, email: str = "", reason: str = "", contact: UUID | None = None
) -> None:
    """One row of the link's story; part of the actions in which it happens."""
    origin = current_origin()
    PortalLinkUse(
        link=link,
        company_id=link.company_id,
        kind=kind,
        reason=reason,
        at=timezone.now(),
        email=email,
        contact_id=contact,
        network=network_of(origin.ip),
        user_agent=one_line(origin.user_agent, longest=200),
    ).save(force_insert=True)


@action(JOIN)
def open_link(actor: Actor, knock: Knock) -> None:
    """Somebody pressed the button behind a link: a person, since programs only look."""
    reason = "" if knock.link.is_working else knock.link.state.value
    note_use(knock.link, Kind.REJECTED if reason else Kind.OPENED, reason=reason)
    if knock.recipient and knock.recipient.opened_at is None:
        mine = LinkRecipient.objects.filter(pk=knock.recipient.pk, opened_at=None)
        mine.update(opened_at=timezone.now())
    watch(actor, knock.link)


def watch(actor: Actor, link: PortalLink) -> None:
    """Suspend a link that is used from too many places; whoever made it hears of it."""
    if not link.is_working or not (reason := queries.exposure_of(link).reason):
        return
    alive = PortalLink.objects.filter(pk=link.pk, suspended_at=None)
    if alive.update(suspended_at=timezone.now(), suspended_reason=reason):
        record(actor, LinkSuspended(link=link.pk, reason=reason), on=link)
        defer(ALERT, DEFAULT, {"portallink": str(link.pk)})


def claim_use(link: PortalLink) -> bool:
    """One more joins, if the link still lets somebody in; one statement decides for a hundred."""
    now = timezone.now()
    works = PortalLink.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=now),
        Q(max_uses=None) | Q(uses__lt=F("max_uses")),
        pk=link.pk,
        suspended_at=None,
        expires_at__gt=now,
    )
    return bool(works.update(uses=F("uses") + 1))
