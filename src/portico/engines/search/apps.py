"""One index over everything that can be searched."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Search(Context):
    """Documents, the sources that features contribute, and the result pages."""

    name = "portico.engines.search"
    verbose_name = _("Search")
