"""Links by which people of one company join its portal by themselves."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Joining(Context):
    """Links by which people of one company join its portal by themselves."""

    name = "portico.core.joining"
    verbose_name = _("Portal links")
