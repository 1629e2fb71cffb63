"""The activity log as people read it: lists, details, exports, alerts."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Log(Context):
    """Reads `journal`, and says what in it needs somebody's eyes."""

    name = "portico.core.log"
    verbose_name = _("Activity log")
