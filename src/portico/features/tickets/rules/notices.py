"""What people hear of tickets by mail; each of them may be had daily, or not at all."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For
from portico.engines.notices.ports import Notice, notice

from ..permissions import VIEW

RECEIVED = notice(
    Notice(
        code="tickets.received",
        label=_("We have received your request"),
        hint=_("With its number and when you hear from us."),
        audience=For.CONTACTS,
        permission=VIEW,
    )
)
ANSWERED = notice(
    Notice(
        code="tickets.answered",
        label=_("Answers to your requests"),
        hint=_("Also to requests that you follow."),
        audience=For.CONTACTS,
        permission=VIEW,
    )
)
RESOLVED = notice(
    Notice(
        code="tickets.resolved",
        label=_("We think a request is solved"),
        hint=_("Asks you whether it is."),
        audience=For.CONTACTS,
        permission=VIEW,
    )
)
CLIENT_WROTE = notice(
    Notice(
        code="tickets.client_wrote",
        label=_("A client wrote in one of your tickets"),
        audience=For.STAFF,
        permission=VIEW,
    )
)
ASSIGNED = notice(
    Notice(
        code="tickets.assigned",
        label=_("A ticket was given to you"),
        hint=_("By somebody else; not when you take it yourself."),
        audience=For.STAFF,
        permission=VIEW,
    )
)
