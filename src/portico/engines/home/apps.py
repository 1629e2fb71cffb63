"""The first page after signing in."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Home(Context):
    """Cards that features contribute, for the portal and for staff."""

    name = "portico.engines.home"
    verbose_name = _("Home")
