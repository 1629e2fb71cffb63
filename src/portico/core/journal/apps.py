"""What happened, who did it, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Journal(Context):
    """Actions, events, the audit trail and the timeline."""

    name = "portico.core.journal"
    verbose_name = _("Activity log")
