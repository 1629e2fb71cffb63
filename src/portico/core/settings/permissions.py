"""What one needs to hold to see and change how the MSP's portal looks and works."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW = permission("settings.view", _("See the settings and their state"), audience=For.STAFF)
MANAGE = permission(
    "settings.manage", _("Change company data, addresses, brand and extras"), audience=For.STAFF
)
MANAGE_JOBS = permission(
    "settings.manage_jobs", _("Try failed jobs again or set them aside"), audience=For.STAFF
)
MAKE_TENANT = permission("settings.make_tenant", _("Make a new tenant"), audience=For.DOOR)
OPERATE = permission(
    "settings.operate",
    _("Suspend tenants, add their hosts and let owners in again"),
    audience=For.DOOR,
)
