"""What one needs to hold to invite people, and to answer an invitation."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

INVITE = permission(
    "invitations.invite",
    _("Invite people to the portal"),
    audience=For.BOTH,
    presets=("technician", "dispatcher", "client_admin"),
)
SEND_MANY = permission(
    "invitations.send_many",
    _("Invite many people at once"),
    audience=For.STAFF,
    presets=("dispatcher",),
)
MANAGE = permission(
    "invitations.manage_settings",
    _("Decide how long invitations last and how fast they leave"),
    audience=For.STAFF,
)
ANSWER = permission("invitations.answer", _("Answer an invitation"), audience=For.DOOR)
