"""What invitations learn from access, mail and signing in."""

from portico.core.identity.events import ContactLinked
from portico.core.journal.events import subscribe
from portico.core.mail.events import MailFailed, MailInDoubt, MailSent
from portico.core.people.events import PortalDisabled
from portico.core.roles.events import AccessClosed, AccessOpened

from ..actions.closing import drop_planned
from ..actions.issue import MAIL_TEMPLATE
from ..actions.settle import mail_is_in_doubt, mail_was_refused, mail_was_taken
from ..jobs import SELF, close_company, note_joining, welcome


@subscribe(to=AccessOpened)
def tell_the_way_in(fact: AccessOpened) -> None:
    """Access that is not given quietly comes with an invitation."""
    if not fact.quiet:
        welcome.later(contact=str(fact.contact))


@subscribe(to=AccessClosed)
def forget_plans(fact: AccessClosed) -> None:
    """Whoever was shut out is not let in by an older plan."""
    drop_planned(SELF, contact_id=fact.contact)


@subscribe(to=MailSent)
def taken(fact: MailSent) -> None:
    if fact.template == MAIL_TEMPLATE and fact.about:
        mail_was_taken(SELF, fact.about)


@subscribe(to=MailFailed)
def refused(fact: MailFailed) -> None:
    if fact.template == MAIL_TEMPLATE and fact.about:
        mail_was_refused(SELF, fact.about, mail_id=fact.mail)


@subscribe(to=MailInDoubt)
def in_doubt(fact: MailInDoubt) -> None:
    if fact.template == MAIL_TEMPLATE and fact.about:
        mail_is_in_doubt(SELF, fact.about)


@subscribe(to=ContactLinked)
def joined(fact: ContactLinked) -> None:
    """Looked at later: at this moment the sign-in is not finished."""
    note_joining.later(person=str(fact.person))


@subscribe(to=PortalDisabled)
def take_all_back(fact: PortalDisabled) -> None:
    """Links that were mailed end; those to join sleep until the portal is on again."""
    close_company.later(company=str(fact.company))
