"""Work that happens later, for the tenant that asked for it."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Jobs(Context):
    """Jobs, schedules, the worker, and the jobs that failed."""

    name = "portico.core.jobs"
    verbose_name = _("Background work")
