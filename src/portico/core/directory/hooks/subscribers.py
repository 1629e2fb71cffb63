"""What the directory follows: new companies and tenants, and mail that comes back."""

from portico.core.journal.events import subscribe
from portico.core.mail.events import MailFailed
from portico.core.people.events import CompanyAdded, PeopleImported
from portico.core.settings.events import TenantCreated

from ..actions.count import begin_figures
from ..actions.help import install_help
from ..jobs import SELF, count, mind_mailbox


@subscribe(to=CompanyAdded)
def begin(fact: CompanyAdded) -> None:
    """Nobody is there yet."""
    begin_figures(SELF, company_id=fact.company)


@subscribe(to=PeopleImported)
def count_again(fact: PeopleImported) -> None:
    """An import brings companies by the hundred."""
    if fact.kind == "company" and fact.added:
        count.later()


@subscribe(to=TenantCreated)
def first_answers(fact: TenantCreated) -> None:  # noqa: ARG001  every tenant gets the same
    """A new portal answers the first questions."""
    install_help(SELF)


@subscribe(to=MailFailed)
def somebody_may_be_gone(fact: MailFailed) -> None:
    """Looked at later, when the mail's own end is written down."""
    if fact.code:
        mind_mailbox.later(mail=str(fact.mail))
