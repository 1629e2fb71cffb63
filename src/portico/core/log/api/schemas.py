"""The shape of the activity log on the wire."""

from datetime import datetime
from typing import Any

from ninja import Schema


class LineOut(Schema):
    """A line of the log as it leaves the house."""

    id: str
    at: datetime
    name: str
    words: str
    actor_kind: str
    actor_id: str
    actor: str
    behind_id: str
    behind: str
    company_id: str
    company: str
    subject_kind: str
    subject_id: str
    subject: str
    ip: str
    user_agent: str
    security: bool
    financial: bool
    reads: bool
    refused: bool
    seal: str
    data: dict[str, Any]  # Any: as the journal keeps it


class LogPage(Schema):
    """Lines in their order; `next` is what to send as `after`, also when there is no more yet."""

    items: list[LineOut | dict[str, Any]]  # Any: an event of OCSF
    next: str = ""
