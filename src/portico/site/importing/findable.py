"""Takes over companies and people so that the desk finds them at once, and soon their tickets."""

from collections.abc import Sequence

from portico.core.people.actions.import_people import (
    CompanyRow,
    ContactRow,
    Tally,
    import_companies,
    import_contacts,
)
from portico.core.people.directory import Directory
from portico.core.settings.actions.make_tenant import IMPORT
from portico.engines.search.actions.index import index_rows
from portico.engines.search.queries import COMPANY, CONTACT
from portico.features.tickets.actions.later import find_later


def take_companies(rows: Sequence[CompanyRow], known: Directory) -> Tally:
    tally = import_companies(IMPORT, rows, known=known)
    index_rows(IMPORT, kind=COMPANY, ids=tally.touched)
    find_later(companies=tally.touched)
    return tally


def take_contacts(rows: Sequence[ContactRow], known: Directory) -> Tally:
    tally = import_contacts(IMPORT, rows, known=known)
    index_rows(IMPORT, kind=CONTACT, ids=tally.touched)
    find_later(contacts=tally.touched)
    return tally
