"""Replace links: the settings stay, the token is new, the old one ends at once or a bit later."""

from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import Actor, Reach
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.roles.actions.access import close_access

from .. import queries
from ..events import JoinersSuspended, LinkRotated
from ..models import Mode, PortalLink
from ..permissions import MANAGE, SET_POLICY
from .links import About, Ended, NewLink, create_link, locked

MOST_GRACE = 72  # hours


@action(MANAGE)
def rotate_link(actor: Actor, row: PortalLink, *, grace_hours: int = 0) -> NewLink:
    """A new link with the same settings and as much time as the old one had from the start."""
    old = locked(actor, row)
    if old.ended_by_hand or old.rotated_to_id:
        raise Ended
    made = create_link(actor, old.company, about=_same(old))
    if actor.kind == "system":
        _keep_maker(made.row, old)
    hours = max(0, min(grace_hours, MOST_GRACE))
    old.revoked_at = timezone.now() + timedelta(hours=hours)
    old.rotated_to = made.row
    old.save(update_fields=["revoked_at", "rotated_to"])
    record(actor, LinkRotated(link=old.pk, by=made.row.pk, hours=hours), on=old)
    return made


def _keep_maker(row: PortalLink, old: PortalLink) -> None:
    """What is replaced by itself stays the link of whoever made it, and gives no more than they
    may.
    """
    row.created_by_kind, row.created_by_id = old.created_by_kind, old.created_by_id
    row.created_by_name = old.created_by_name
    row.save(update_fields=["created_by_kind", "created_by_id", "created_by_name"])


def _same(old: PortalLink) -> About:
    most = timedelta(days=queries.policy().most_days)
    return About(
        until=timezone.now() + min(old.expires_at - old.created_at, most),
        role=old.role,
        reach=Reach(old.reach),
        mode=Mode(old.mode),
        domains=old.domains,
        max_uses=old.max_uses,
        display_name=old.display_name,
        display_names=old.display_names,
        language=old.language,
        origins=old.origins,
        auto_close=old.auto_close,
        auto_renew=old.auto_renew,
        reminders=old.reminders,
    )


@action(SET_POLICY)
def rotate_all(actor: Actor) -> int:
    """Every working link of the tenant, at once."""
    rows = list(queries.links(actor).working().order_by("id"))
    for row in rows:
        rotate_link(actor, row)
    return len(rows)


@action(MANAGE)
def suspend_joiners(actor: Actor, row: PortalLink) -> int:
    """Close the access of everybody who came through this link; the link may have leaked."""
    row = locked(actor, row)
    if (company := row.company) is None or actor.kind == "contact":
        raise NotVisible("link")
    mine = [one for one in queries.joined_with(actor, row) if one.company_id == company.pk]
    for contact in mine:
        close_access(actor, contact)
    record(actor, JoinersSuspended(link=row.pk, people=len(mine)), on=row)
    return len(mine)
