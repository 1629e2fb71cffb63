"""Tickets and all that hangs on them."""

from .conversation import InternalNote, NoteFile, PendingReply, ReplyFile, TicketReply
from .ticket import Participant, Ticket, TicketLine, TicketQuerySet
from .words import MERGED, Category, Kind, Priority, Queue, Source, Status, Target

__all__ = [
    "MERGED",
    "Category",
    "InternalNote",
    "Kind",
    "NoteFile",
    "Participant",
    "PendingReply",
    "Priority",
    "Queue",
    "ReplyFile",
    "Source",
    "Status",
    "Target",
    "Ticket",
    "TicketLine",
    "TicketQuerySet",
    "TicketReply",
]
