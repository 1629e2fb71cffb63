"""What one needs to hold to add files."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

UPLOAD = permission(
    "files.upload",
    _("Add files"),
    audience=For.BOTH,
    presets=(
        "technician",
        "dispatcher",
        "employee",
        "manager",
        "finance",
        "it_contact",
        "client_admin",
    ),
)
KEEP = permission("files.keep", _("Check and clear away files"), audience=For.DOOR)
