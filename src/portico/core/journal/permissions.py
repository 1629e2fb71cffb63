"""Who reads what happened at a client, and who says how long it is kept."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW_COMPANY = permission(
    "journal.view_company",
    _("See who did what at the own company"),
    audience=For.CONTACTS,
    presets=("client_admin",),
)
KEEP = permission("journal.keep", _("Say how long the log is kept"), audience=For.STAFF)
