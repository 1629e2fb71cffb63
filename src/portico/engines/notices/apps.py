"""What people hear about, and how often."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Notices(Context):
    """Types of messages, what each reader has chosen, and the daily mail."""

    name = "portico.engines.notices"
    verbose_name = _("Notifications")
