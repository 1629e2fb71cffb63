"""Reading tickets. Every function starts from what the actor may see."""

from .conversation import file_ids_visible, followers, notes, pending, replies
from .tickets import (
    by_once,
    replied_once,
    ticket,
    ticket_by_number,
    tickets,
    waiting_for,
    waiting_for_us,
)
from .words import default_queue, default_status, queues, respond_within, status, statuses, target

__all__ = [
    "by_once",
    "default_queue",
    "default_status",
    "file_ids_visible",
    "followers",
    "notes",
    "pending",
    "queues",
    "replied_once",
    "replies",
    "respond_within",
    "status",
    "statuses",
    "target",
    "ticket",
    "ticket_by_number",
    "tickets",
    "waiting_for",
    "waiting_for_us",
]
