"""Staff see the portal as one of its contacts does: read-only, short, and in the log."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Viewing(Context):
    """Staff see the portal as one of its contacts does."""

    name = "portico.core.viewing"
    verbose_name = _("Viewing as a contact")
