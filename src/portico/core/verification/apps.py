"""Knowing who calls: support PINs, both ways."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Verification(Context):
    """Knowing who calls."""

    name = "portico.core.verification"
    verbose_name = _("Identity verification")
