"""What one needs to hold to read what everybody did."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW = permission("log.view", _("Read the activity log"), audience=For.STAFF)
EXPORT = permission(
    "log.export", _("Take a copy of the activity log"), audience=For.STAFF, step_up=True
)
