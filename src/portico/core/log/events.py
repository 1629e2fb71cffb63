"""What happens to the log itself."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("log.exported", security=True, words=_("Exported the activity log"))
class LogExported:
    """Somebody took a copy of the log, as far as the filters let it show."""

    filters: dict[str, str]
