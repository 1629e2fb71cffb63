"""What clients change about themselves: at once, or after somebody has agreed."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Profile(Context):
    """FieldRule, ChangeRequest, Avatar."""

    name = "portico.core.profile"
    verbose_name = _("Profiles")
