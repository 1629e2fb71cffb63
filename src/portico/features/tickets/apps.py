"""Asking for help, and getting it."""

from portico.kernel.context import Context


class Tickets(Context):
    """Tickets, replies, internal notes, statuses and queues."""

    name = "portico.features.tickets"
