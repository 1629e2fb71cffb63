"""What one needs to hold to change how the MSP's installation looks and works."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

MAKE_TENANT = permission("settings.make_tenant", _("Make a new tenant"), audience=For.DOOR)
