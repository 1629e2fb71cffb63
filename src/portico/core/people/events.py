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
