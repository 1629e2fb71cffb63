"""What one may do with tickets."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

CLIENTS = ("employee", "manager", "finance", "it_contact", "client_admin")
DESK = ("technician", "dispatcher")

VIEW = permission(
    "tickets.view",
    _("See tickets"),
    audience=For.BOTH,
    scoped=True,
    presets=(*CLIENTS, *DESK, "reader"),
)
CREATE = permission("tickets.create", _("Ask for help"), audience=For.CONTACTS, presets=CLIENTS)
REPLY = permission(
    "tickets.reply", _("Reply to tickets"), audience=For.CONTACTS, scoped=True, presets=CLIENTS
)
CONFIRM = permission(
    "tickets.confirm",
    _("Confirm a solution, or reopen"),
    audience=For.CONTACTS,
    scoped=True,
    presets=CLIENTS,
)
FOLLOW = permission(
    "tickets.follow", _("Follow tickets"), audience=For.CONTACTS, scoped=True, presets=CLIENTS
)
CREATE_FOR = permission(
    "tickets.create_for", _("Open tickets for clients"), audience=For.STAFF, presets=DESK
)
ANSWER = permission("tickets.answer", _("Answer clients"), audience=For.STAFF, presets=DESK)
NOTE = permission("tickets.note", _("Write internal notes"), audience=For.STAFF, presets=DESK)
ASSIGN = permission("tickets.assign", _("Assign tickets"), audience=For.STAFF, presets=DESK)
CHANGE = permission(
    "tickets.change", _("Change status, priority and queue"), audience=For.STAFF, presets=DESK
)
MERGE = permission("tickets.merge", _("Merge tickets"), audience=For.STAFF, presets=DESK)
MANAGE = permission("tickets.manage", _("Change statuses, queues and targets"), audience=For.STAFF)
