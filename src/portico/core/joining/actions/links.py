"""Make a portal link, end it, and put a suspended one back into use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact, Reach
from portico.core.access.permissions import Conflict, NotVisible, Refusal
from portico.core.identity.who import as_contact
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.core.people.models import Contact as ContactRow
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.text import one_line

from .. import queries
from ..events import LinkCreated, LinkResumed, LinkRevoked
from ..models import LinkRecipient, LinkToken, Mode, PortalLink
from ..permissions import MANAGE
from ..rules import PREFIX, SHORTEST, SHOWN, TEST_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a link is to be; nothing said means the least that is useful."""

    until: datetime
    role: Role | None = None
    reach: Reach | None = None
    mode: Mode = Mode.DOMAINS
    domains: Sequence[str] = ()
    max_uses: int | None = None
    display_name: str = ""
    display_names: dict[str, str] = field(default_factory=dict)
    language: str = ""
    origins: Sequence[str] = ()
    auto_close: bool = False
    auto_renew: bool = False
    reminders: bool = True


class NewLink(NamedTuple):
    """A link with the token that is shown once."""

    row: PortalLink
    token: str


class TooShort(Refusal):
    """Nobody could use it in time."""

    def __init__(self) -> None:
        super().__init__(_("A link works for at least 15 minutes. Choose a later day."), field="on")


class TooLong(Refusal):
    """Longer than the tenant allows."""

    def __init__(self, days: int) -> None:
        super().__init__(
            _("Links work for at most %(n)d days here. Choose an earlier day.") % {"n": days},
            field="on",
        )


class NotYourRole(Refusal):
    """The role is no portal role, or above what this actor may give."""

    def __init__(self) -> None:
        super().__init__(_("You cannot give this role. Choose another one."), field="role")


class Ended(Conflict):
    """Nothing can be done with it any more."""

    def __init__(self) -> None:
        super().__init__(_("This link has ended already. Make a new one."))


@action(MANAGE)
def create_link(actor: Actor, company: Company, *, about: About) -> NewLink:
    """A way into the portal of exactly this company. The token is shown once."""
    role, reach = _role_of(actor, company, about)
    now = timezone.now()
    _check_time(company, about.until, now)
    token = new_token()
    row = PortalLink(
        company=company,
        start=token[:SHOWN],
        role=role,
        reach=reach,
        mode=about.mode,
        domains=list(about.domains),
        display_name=one_line(about.display_name, longest=120),
        display_names={key: one_line(text, longest=120) for key, text in _said(about)},
        language=about.language,
        origins=list(about.origins),
        max_uses=about.max_uses,
        auto_close=about.auto_close,
        auto_renew=about.auto_renew,
        reminders=about.reminders,
        created_at=now,
        created_by_kind=actor.kind,
        created_by_id=actor.id,
        created_by_name=actor.name,
        expires_at=about.until,
    )
    row.save(force_insert=True)
    keep_token(row, token)
    until = about.until.isoformat(timespec="minutes")
    record(actor, LinkCreated(link=row.pk, start=row.start, role=role.pk, until=until), on=row)
    return NewLink(row, token)


def _said(about: About) -> list[tuple[str, str]]:
    return [(key, text) for key, text in about.display_names.items() if text.strip()]


def new_token() -> str:
    """256 random bits behind a mark by which scanners of leaked secrets find it."""
    return PREFIX + new_secret()


def keep_token(row: PortalLink, token: str, *, recipient: LinkRecipient | None = None) -> None:
    """From now on this token stands for the link; part of the actions that hand it out."""
    LinkToken(
        link=row, company_id=row.company_id, recipient=recipient, token_hash=fingerprint(token)
    ).save(force_insert=True)


def _role_of(actor: Actor, company: Company, about: About) -> tuple[Role, Reach]:
    """Least privilege unless another role was chosen; nobody gives what is above them."""
    if about.role is None:
        chosen = roles.default_role_for(actor, company, email="")
        role, reach = chosen.role, about.reach or chosen.reach
    else:
        role, reach = about.role, about.reach or Reach(about.role.default_reach)
    if role.audience != Role.Audience.CONTACTS:
        raise NotYourRole
    if isinstance(actor, Contact) and not _may_give(actor, role, reach):
        raise NotYourRole
    return role, reach


def _may_give(actor: Contact, role: Role, reach: Reach) -> bool:
    is_theirs = roles.portal_roles(actor).filter(pk=role.pk).exists()
    return is_theirs and not is_beyond(actor, role, reach)


def is_beyond(actor: Contact, role: Role, reach: Reach) -> bool:
    """Whoever joins chooses the site, so what reaches one's own site only cannot be given."""
    needed = Reach.COMPANY if reach is Reach.SITE else reach
    held = roles.codes_of_role(role.pk)
    return any((actor.reach(code) or 0) < needed for code in held)


def is_still_covered(row: PortalLink) -> bool:
    """What a client's own admin made gives nothing that this admin does not hold any more."""
    if row.created_by_kind != "contact" or row.created_by_id is None:
        return True
    people = ContactRow.objects.select_related("company", "site")
    maker = people.filter(pk=row.created_by_id, company=row.company_id).first()
    if maker is None or not (maker.can_sign_in and maker.is_active):
        return False
    actor = as_contact(maker, roles.grants_of_contact(maker.pk))
    return MANAGE.code in actor.grants and _may_give(actor, row.role, Reach(row.reach))


def _check_time(company: Company, until: datetime, now: datetime) -> None:
    policy = queries.policy()
    is_test = policy.sandbox_id == company.pk
    most = min(policy.most_days, TEST_DAYS) if is_test else policy.most_days
    if until < now + SHORTEST - timedelta(seconds=5):
        raise TooShort
    if until > now + timedelta(days=most + 1):
        raise TooLong(most)


def locked(actor: Actor, row: PortalLink) -> PortalLink:
    """The newest state of a link that this actor may see."""
    found = queries.links(actor).filter(pk=row.pk).select_for_update(of=("self",)).first()
    if found is None:
        raise NotVisible("link")
    return found


@action(MANAGE)
def revoke_link(actor: Actor, row: PortalLink, *, reason: str = "") -> PortalLink:
    """Nobody joins with it any more, from this moment; who has joined keeps access."""
    row = locked(actor, row)
    if row.ended_by_hand:
        raise Ended
    row.revoked_at, row.revoked_reason = timezone.now(), one_line(reason)
    row.save(update_fields=["revoked_at", "revoked_reason"])
    record(actor, LinkRevoked(link=row.pk, reason=row.revoked_reason), on=row)
    return row


@action(MANAGE)
def resume_link(actor: Actor, row: PortalLink) -> PortalLink:
    """Somebody has looked at a suspended link and trusts it; only the MSP decides that."""
    if isinstance(actor, Contact):
        raise NotVisible("link")
    row = locked(actor, row)
    if row.ended_by_hand or not row.suspended_at:
        raise Ended
    row.suspended_at, row.suspended_reason = None, ""
    row.save(update_fields=["suspended_at", "suspended_reason"])
    record(actor, LinkResumed(link=row.pk), on=row)
    return row
