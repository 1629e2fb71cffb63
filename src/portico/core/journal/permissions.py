"""Who reads what happened at a client."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW_COMPANY = permission(
    "journal.view_company",
    _("See who did what at the own company"),
    audience=For.CONTACTS,
    presets=("client_admin",),
)
