"""What one needs to hold to make links and to let in whoever waits."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

JOIN = permission("joining.join", _("Join with a portal link"), audience=For.DOOR)
MANAGE = permission(
    "joining.manage_links",
    _("Make, send and end portal links"),
    audience=For.BOTH,
    presets=("technician", "dispatcher", "client_admin"),
)
APPROVE = permission(
    "joining.approve",
    _("Let in people who joined and wait for a yes"),
    audience=For.BOTH,
    presets=("technician", "dispatcher", "client_admin"),
)
SET_POLICY = permission(
    "joining.set_policy",
    _("Say how long portal links may work, and end all of them"),
    audience=For.STAFF,
)
MOVE = permission(
    "joining.move_membership",
    _("Move somebody who joined the wrong company"),
    audience=For.STAFF,
    presets=("dispatcher",),
)
