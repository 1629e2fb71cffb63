"""New companies have figures at once, so that every order of the list shows them."""

from portico.core.journal.events import subscribe
from portico.core.people.events import CompanyAdded, PeopleImported

from ..actions.count import begin_figures
from ..jobs import SELF, count


@subscribe(to=CompanyAdded)
def begin(fact: CompanyAdded) -> None:
    """Nobody is there yet."""
    begin_figures(SELF, company_id=fact.company)


@subscribe(to=PeopleImported)
def count_again(fact: PeopleImported) -> None:
    """An import brings companies by the hundred."""
    if fact.kind == "company" and fact.added:
        count.later()
