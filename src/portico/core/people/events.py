"""What happens to companies and people."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("people.company_added", words=_("Added a company"))
class CompanyAdded:
    """A client organisation is new here."""

    company: UUID


@event("people.company_changed", words=_("Changed a company"))
class CompanyChanged:
    """Something that is known about a company changed, or its portal was switched on or off."""

    company: UUID
    fields: list[str]


@event("people.portal_enabled", security=True, words=_("Switched a company's portal on"))
class PortalEnabled:
    """Contacts with access may sign in."""

    company: UUID


@event("people.portal_disabled", security=True, words=_("Switched a company's portal off"))
class PortalDisabled:
    """Nobody of this company gets in any more; what people had stays for the day it goes on."""

    company: UUID
    reason: str


@event("people.portal_planned", security=True, words=_("Planned when a company's portal goes on"))
class PortalPlanned:
    """The portal goes on by itself at `at`; empty when the plan was dropped."""

    company: UUID
    at: str


@event("people.portal_primary", words=_("Chose who speaks for a company in the portal"))
class PrimaryChosen:
    """This contact is the one for the company's portal; nobody, when none is named."""

    company: UUID
    contact: UUID | None


@event("people.membership_changed", security=True, words=_("Changed where a person may belong"))
class MembershipChanged:
    """A person belongs to one company only, or may belong to several."""

    one_company: bool


@event("people.site_added", words=_("Added a site"))
class SiteAdded:
    """A company works in one more place."""

    site: UUID
    company: UUID


@event("people.site_changed", words=_("Changed a site"))
class SiteChanged:
    """Name, address or zone of a site changed."""

    site: UUID
    company: UUID
    fields: list[str]


@event("people.contact_added", words=_("Added a contact"))
class ContactAdded:
    """A company has one more contact; no access to the portal yet."""

    contact: UUID
    company: UUID


@event("people.contact_changed", words=_("Changed a contact"))
class ContactChanged:
    """Something that is known about a contact changed."""

    contact: UUID
    company: UUID
    fields: list[str]


@event(
    "people.contact_email_changed",
    security=True,
    words=_("Changed the address that a contact signs in with"),
)
class ContactEmailChanged:
    """A contact signs in with another address from now on."""

    contact: UUID
    company: UUID


@event("people.contact_viewed", reads=True, words=_("Looked at a contact"))
class ContactViewed:
    """A colleague opened the page with somebody's personal data."""

    contact: UUID
    company: UUID


@event("people.staff_added", security=True, words=_("Added a colleague"))
class StaffAdded:
    """The MSP has a new employee here; no access yet."""

    staff: UUID


@event("people.staff_changed", words=_("Changed a colleague"))
class StaffChanged:
    """Name, title or phone of an employee changed."""

    staff: UUID
    fields: list[str]


@event("people.team_added", words=_("Added a team"))
class TeamAdded:
    """There is a new team."""

    team: UUID


@event("people.team_changed", words=_("Changed a team"))
class TeamChanged:
    """A team got another name or other members."""

    team: UUID
    joined: list[UUID]
    left: list[UUID]


@event("people.imported", words=_("Imported companies or contacts"))
class PeopleImported:
    """Rows of another system were taken over: `kind` is company or contact."""

    kind: str
    added: int
    changed: int
