"""The index follows when a company or one of its people is added or changed."""

from portico.core.journal.events import subscribe
from portico.core.people.events import CompanyAdded, CompanyChanged, ContactAdded, ContactChanged

from ..actions.later import index_later
from ..queries import COMPANY, CONTACT


@subscribe(to=CompanyAdded)
@subscribe(to=CompanyChanged)
def find_the_company(fact: CompanyAdded | CompanyChanged) -> None:
    index_later(COMPANY, fact.company)


@subscribe(to=ContactAdded)
@subscribe(to=ContactChanged)
def find_the_person(fact: ContactAdded | ContactChanged) -> None:
    index_later(CONTACT, fact.contact)
