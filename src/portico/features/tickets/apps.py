"""Asking for help, and getting it."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Tickets(Context):
    """Tickets, replies, internal notes, statuses and queues."""

    name = "portico.features.tickets"
    verbose_name = _("Tickets")
