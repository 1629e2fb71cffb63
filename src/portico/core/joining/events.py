"""What happens with portal links; all of it is security."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("joining.link_created", security=True, timeline=(), words=_("Made a portal link"))
class LinkCreated:
    """A way into the portal of a company exists."""

    link: UUID
    start: str
    role: UUID
    until: str


@event("joining.link_sent", security=True, words=_("Sent a portal link"))
class LinkSent:
    """A mail with a token of its own went to somebody."""

    link: UUID
    what: str


@event("joining.link_rotated", security=True, words=_("Replaced a portal link"))
class LinkRotated:
    """A new link took the place of this one, which ends at once or after some hours."""

    link: UUID
    by: UUID
    hours: int


@event("joining.link_revoked", security=True, timeline=(), words=_("Revoked a portal link"))
class LinkRevoked:
    """Nobody joins with it any more."""

    link: UUID
    reason: str


@event("joining.link_suspended", security=True, words=_("Suspended a portal link"))
class LinkSuspended:
    """It was used from so many places that it may be public."""

    link: UUID
    reason: str


@event("joining.link_resumed", security=True, words=_("Put a portal link back into use"))
class LinkResumed:
    """Somebody has looked, and it is all right."""

    link: UUID


@event("joining.link_expired", security=True, words=_("A portal link has expired"))
class LinkExpired:
    """Its time is over."""

    link: UUID


@event("joining.joined", security=True, timeline=(), words=_("Joined with a portal link"))
class Joined:
    """Access was provided to somebody, by link or by a yes to their request."""

    link: UUID | None
    contact: UUID
    approved: bool


@event("joining.join_asked", security=True, words=_("Asked to join"))
class JoinAsked:
    """Somebody has proved a mailbox and waits for a yes."""

    request: UUID
    reason: str


@event("joining.link_wished", security=True, words=_("Asked for a new portal link"))
class LinkWished:
    """The link has ended; somebody would like another one."""

    request: UUID


@event("joining.join_approved", security=True, words=_("Let somebody join"))
class JoinApproved:
    """A person looked and said yes."""

    request: UUID
    role: UUID


@event("joining.join_refused", security=True, words=_("Did not let somebody join"))
class JoinRefused:
    """A person looked and said no."""

    request: UUID
    reason: str


@event("joining.wish_answered", security=True, words=_("Answered a wish for a new link"))
class WishAnswered:
    """A new link was sent, or none."""

    request: UUID


@event("joining.joiners_suspended", security=True, words=_("Switched off all who joined by a link"))
class JoinersSuspended:
    """Access of everybody who came through the link is closed."""

    link: UUID
    people: int


@event("joining.policy_changed", security=True, words=_("Changed the rules for portal links"))
class PolicyChanged:
    """How long links may work, and who may frame the join page."""

    fields: list[str]


@event("joining.sandbox_made", words=_("Made the company for tests"))
class SandboxMade:
    """Links for internal tests lead to a company that is no client's."""

    company: UUID


@event("joining.campaign_started", words=_("Started links for many companies"))
class CampaignStarted:
    """A job makes a link for each company."""

    campaign: UUID
    companies: int


@event("joining.campaign_cancelled", words=_("Stopped links for many companies"))
class CampaignCancelled:
    """The companies that have had no turn get no link."""

    campaign: UUID


@event("joining.membership_moved", security=True, words=_("Moved somebody to another company"))
class MembershipMoved:
    """Recorded at both companies."""

    contact: UUID
    other: UUID
    undone: bool = False
