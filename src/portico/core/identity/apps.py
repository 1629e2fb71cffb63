"""Signing in: who is at the door, and which session is theirs."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Identity(Context):
    """LoginRequest, PortalSession, StaffSession, StaffSecret, StaffLink, ApiToken, Bucket."""

    name = "portico.core.identity"
    verbose_name = _("Sign-in")
