"""What happens to mail that leaves the house."""

from uuid import UUID

from portico.core.journal.events import event


@event("mail.sent")
class MailSent:
    """The mail server took it."""

    mail: UUID
    template: str
    about: UUID | None


@event("mail.failed")
class MailFailed:
    """The mail server refused it for good, or did not answer for a whole day."""

    mail: UUID
    template: str
    about: UUID | None
    code: int


@event("mail.in_doubt")
class MailInDoubt:
    """It was handed over, but nobody said whether it was taken."""

    mail: UUID
    template: str
    about: UUID | None


@event("mail.sent_again")
class MailSentAgain:
    """Somebody asked for another try."""

    mail: UUID


@event("mail.settled")
class MailSettled:
    """Somebody looked into a mail that got stuck and knows what became of it."""

    mail: UUID
    arrived: bool


@event("mail.server_changed", security=True)
class MailServerChanged:
    """From now on mail leaves through another server, or under another name."""

    server: UUID


@event("mail.server_removed", security=True)
class MailServerRemoved:
    """The tenant has no mail server of its own any more."""

    server: UUID


@event("mail.server_tested")
class MailServerTested:
    """Somebody asked for a test mail."""

    test: UUID
