"""What happens to invitations, one by one and in bulk."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("invitations.planned", words=_("Planned an invitation"))
class InvitationPlanned:
    """An invitation leaves, and access opens, on a later day."""

    contact: UUID
    until: str


@event("invitations.sent", security=True, words=_("Invited a client to the portal"))
class InvitationSent:
    """A contact gets a mail with a link that leads to the portal."""

    contact: UUID
    attempt: int
    campaign: UUID | None = None


@event("invitations.link_made", security=True, words=_("Made an invitation link to hand over"))
class InvitationLinkMade:
    """Staff saw the link once, to pass it on by another way than mail."""

    contact: UUID
    attempt: int


@event("invitations.reminded", words=_("Reminded a client of an invitation"))
class InvitationReminded:
    """The one reminder went out."""

    contact: UUID


@event("invitations.bounced", security=True, words=_("An invitation came back"))
class InvitationBounced:
    """The mail server refused the address for good; bulk invitations leave it out from now on."""

    contact: UUID
    code: int


@event("invitations.opened", security=True, words=_("Opened an invitation"))
class InvitationOpened:
    """A person pressed the button on the invitation's page."""

    contact: UUID


@event("invitations.accepted", security=True, words=_("Accepted an invitation"))
class InvitationAccepted:
    """The contact has signed in."""

    contact: UUID


@event("invitations.revoked", security=True, words=_("Took an invitation back"))
class InvitationRevoked:
    """The link no longer works, and who never signed in has no access any more."""

    contact: UUID


@event("invitations.asked_again", words=_("Asked for a new invitation"))
class InvitationAskedAgain:
    """Somebody with an old link would like another one."""

    contact: UUID


@event("invitations.declined", words=_("Wants no invitations"))
class InvitationDeclined:
    """The contact asked not to be invited again; bulk invitations leave them out."""

    contact: UUID


@event("invitations.address_cleared", words=_("Said that an address can be invited again"))
class AddressCleared:
    """Somebody made sure that mail arrives, or that the person wants it."""

    contact: UUID


@event("invitations.drafted", words=_("Began to choose people to invite"))
class CampaignDrafted:
    """Somebody chose from whom; nobody has been invited yet."""

    campaign: UUID


@event("invitations.started", security=True, words=_("Invited many people at once"))
class CampaignStarted:
    """So many people are being invited."""

    campaign: UUID
    people: int


@event("invitations.paused", words=_("Paused inviting people"))
class CampaignPaused:
    """Nothing more leaves until somebody goes on."""

    campaign: UUID


@event("invitations.resumed", words=_("Went on inviting people"))
class CampaignResumed:
    """The rest leaves now, or what had failed is tried again."""

    campaign: UUID
    people: int


@event("invitations.cancelled", words=_("Stopped inviting people"))
class CampaignCancelled:
    """Whoever had not been invited yet is not."""

    campaign: UUID
    people: int


@event("invitations.ended", words=_("Finished inviting people"))
class CampaignEnded:
    """Everybody has been invited, was skipped or could not be reached."""

    campaign: UUID


@event("invitations.settings_changed", words=_("Changed how invitations work"))
class InvitationSettingsChanged:
    """Another validity, reminder or speed."""

    fields: list[str]


@event("invitations.all_revoked", security=True, words=_("Took all invitations of a company back"))
class InvitationsRevoked:
    """The company's portal was switched off, so no link that was mailed leads anywhere."""

    company: UUID
    people: int
