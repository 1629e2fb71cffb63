"""What one needs to hold to see and change companies, contacts and colleagues."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

VIEW = permission(
    "people.view",
    _("See companies, sites and contacts"),
    audience=For.STAFF,
    presets=("technician", "dispatcher", "reader"),
)
MANAGE = permission(
    "people.manage",
    _("Add and change companies, sites and contacts"),
    audience=For.STAFF,
    presets=("technician", "dispatcher"),
)
MANAGE_PORTAL = permission(
    "people.manage_portal",
    _("Switch companies' portals on and off"),
    audience=For.STAFF,
    presets=("dispatcher",),
)
MANAGE_RULES = permission(
    "people.manage_rules",
    _("Decide whether a person may belong to several companies"),
    audience=For.STAFF,
)
ADD_COLLEAGUE = permission(
    "people.add_colleague",
    _("Add colleagues"),
    audience=For.CONTACTS,
    presets=("client_admin",),
)
MANAGE_STAFF = permission(
    "people.manage_staff", _("Add and change colleagues and teams"), audience=For.STAFF
)
SEE_COLLEAGUES = permission(
    "people.see_colleagues",
    _("See the names of colleagues"),
    audience=For.CONTACTS,
    presets=("employee", "manager", "finance", "it_contact", "client_admin"),
)
