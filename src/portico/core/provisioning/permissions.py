"""What one needs to hold to let a directory keep people in step."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

MANAGE = permission(
    "provisioning.manage",
    _("Set up user provisioning from a directory"),
    audience=For.BOTH,
    presets=("it_contact", "client_admin"),
    step_up=True,
)
