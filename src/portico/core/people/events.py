"""What happens to companies and people."""

from uuid import UUID

from portico.core.journal.events import event


@event("people.company_added")
class CompanyAdded:
    """A client organisation is new here."""

    company: UUID


@event("people.company_changed")
class CompanyChanged:
    """Something that is known about a company changed, or its portal was switched on or off."""

    company: UUID
    fields: list[str]


@event("people.site_added")
class SiteAdded:
    """A company works in one more place."""

    site: UUID
    company: UUID


@event("people.site_changed")
class SiteChanged:
    """Name, address or zone of a site changed."""

    site: UUID
    company: UUID
    fields: list[str]


@event("people.contact_added")
class ContactAdded:
    """A company has one more contact; no access to the portal yet."""

    contact: UUID
    company: UUID


@event("people.contact_changed")
class ContactChanged:
    """Something that is known about a contact changed."""

    contact: UUID
    company: UUID
    fields: list[str]


@event("people.contact_email_changed", security=True)
class ContactEmailChanged:
    """A contact signs in with another address from now on."""

    contact: UUID
    company: UUID


@event("people.staff_added", security=True)
class StaffAdded:
    """The MSP has a new employee here; no access yet."""

    staff: UUID


@event("people.staff_changed")
class StaffChanged:
    """Name, title or phone of an employee changed."""

    staff: UUID
    fields: list[str]


@event("people.team_added")
class TeamAdded:
    """There is a new team."""

    team: UUID


@event("people.team_changed")
class TeamChanged:
    """A team got another name or other members."""

    team: UUID
    joined: list[UUID]
    left: list[UUID]
