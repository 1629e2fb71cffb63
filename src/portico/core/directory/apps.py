"""The client directory: companies, their people, and how far their portal access goes."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Directory(Context):
    """The client directory."""

    name = "portico.core.directory"
    verbose_name = _("Client directory")
