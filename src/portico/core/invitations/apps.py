"""Invitations to the portal, one by one and in bulk, and what became of them."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Invitations(Context):
    """Invitations to the portal, one by one and in bulk, and what became of them."""

    name = "portico.core.invitations"
    verbose_name = _("Invitations")
