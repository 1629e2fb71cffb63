"""What happens to the choices of readers."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("notices.chosen", words=_("Chose which e-mails to get"))
class NoticesChosen:
    """A reader changed what comes at once, daily or not at all."""

    reader: UUID
    notices: list[str]


@event("notices.stopped", words=_("Stopped e-mails with the link in one"))
class NoticeStopped:
    """Somebody followed the link in a mail, or their mail program did; no session was needed."""

    reader: UUID
    notices: list[str]


@event("notices.resumed", words=_("Took e-mails up again with the link in one"))
class NoticeResumed:
    """It was not meant like that: the mails come again."""

    reader: UUID
    notices: list[str]


@event("notices.digest_made", words=_("Gathered the e-mails of a day"))
class DigestMade:
    """What was kept back for a reader went into one mail; `lines` of `held` could still be seen."""

    reader: UUID
    held: int
    lines: int
