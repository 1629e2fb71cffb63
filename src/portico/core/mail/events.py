"""What happens to mail that leaves the house."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("mail.sent", words=_("Sent an e-mail"))
class MailSent:
    """The mail server took it."""

    mail: UUID
    template: str
    about: UUID | None


@event("mail.failed", words=_("Could not send an e-mail"))
class MailFailed:
    """The mail server refused it for good, or did not answer for a whole day."""

    mail: UUID
    template: str
    about: UUID | None
    code: int


@event("mail.in_doubt", words=_("Does not know whether an e-mail arrived"))
class MailInDoubt:
    """It was handed over, but nobody said whether it was taken."""

    mail: UUID
    template: str
    about: UUID | None


@event("mail.sent_again", words=_("Sent an e-mail again"))
class MailSentAgain:
    """Somebody asked for another try."""

    mail: UUID


@event("mail.settled", words=_("Settled an e-mail that got stuck"))
class MailSettled:
    """Somebody looked into a mail that got stuck and knows what became of it."""

    mail: UUID
    arrived: bool


@event("mail.server_changed", security=True, words=_("Changed the mail server"))
class MailServerChanged:
    """From now on mail leaves through another server, or under another name."""

    server: UUID


@event("mail.server_removed", security=True, words=_("Removed the mail server"))
class MailServerRemoved:
    """The tenant has no mail server of its own any more."""

    server: UUID


@event("mail.server_tested", words=_("Asked for a test e-mail"))
class MailServerTested:
    """Somebody asked for a test mail."""

    test: UUID
