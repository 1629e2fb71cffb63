"""What one needs to hold to read what everybody did."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW = permission("log.view", _("Read and export the activity log"), audience=For.STAFF)
