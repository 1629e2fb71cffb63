"""What happens to the help for clients."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("directory.help_changed", words=_("Changed the help for clients"))
class HelpChanged:
    """An entry is new or says something else."""

    entry: UUID
    question: str


@event("directory.help_removed", words=_("Removed an entry of the help for clients"))
class HelpRemoved:
    """Clients no longer find it."""

    entry: UUID
    question: str


@event("directory.help_installed", words=_("Installed the first help for clients"))
class HelpInstalled:
    """A new portal has answers to the first questions."""

    entries: int
