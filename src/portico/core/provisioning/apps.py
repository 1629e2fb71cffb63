"""People and groups kept in step by a client's directory: a SCIM 2.0 server."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Provisioning(Context):
    """People and groups kept in step by a client's directory."""

    name = "portico.core.provisioning"
    verbose_name = _("User provisioning")
