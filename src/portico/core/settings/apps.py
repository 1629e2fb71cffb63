"""Doors and actions over the rows of core: the tenant, its brand and hosts, roles, the log."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Settings(Context):
    """Owns no rows of its own."""

    name = "portico.core.settings"
    verbose_name = _("Settings")
