"""API tokens with scopes, those of clients, and calls that may be repeated."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Tokens(Context):
    """API tokens with scopes, those of clients, and calls that may be repeated."""

    name = "portico.core.tokens"
    verbose_name = _("API tokens")
