"""Signing in with a client's own identity provider: OIDC, SAML 2.0, verified domains."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Federation(Context):
    """Signing in with a client's own identity provider."""

    name = "portico.core.federation"
    verbose_name = _("Single sign-on")
