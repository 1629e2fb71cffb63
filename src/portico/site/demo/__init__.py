"""A believable world for the first look: two MSPs, their clients and two years of work."""

from .shapes import (
    DemoChange,
    DemoCompany,
    DemoContact,
    DemoFile,
    DemoNote,
    DemoReply,
    DemoSite,
    DemoStaff,
    DemoTeam,
    DemoTenant,
    DemoTicket,
)
from .world import world

__all__ = [
    "DemoChange",
    "DemoCompany",
    "DemoContact",
    "DemoFile",
    "DemoNote",
    "DemoReply",
    "DemoSite",
    "DemoStaff",
    "DemoTeam",
    "DemoTenant",
    "DemoTicket",
    "world",
]
