"""The stage: tickets written by hand, so that the first screens are worth looking at."""

import re
from functools import partial
from typing import Any

from .beats import Beat, tell
from .clock import Story
from .people import written
from .shapes import DemoFile, DemoTenant, DemoTicket

DAYS = re.compile(r"\{([+-]\d+)\}")
TYPES = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf", "txt": "text/plain"}


def stage(tenant: DemoTenant, story: Story) -> list[DemoTicket]:
    """The hand-written tickets of one MSP, by number."""
    facts = [one for name in _files(tenant.key) for one in written(name)["ticket"]]
    return sorted(
        (_ticket(one, story, tenant.language) for one in facts), key=lambda ticket: ticket.number
    )


def _files(key: str) -> list[str]:
    return {
        "northbeam": ["northbeam/stage_harborfinch.toml", "northbeam/stage_others.toml"],
        "sonnberg": ["sonnberg/stage.toml"],
    }[key]


def _ticket(facts: dict[str, Any], story: Story, language: str) -> DemoTicket:
    opened = story.at(*_moment(facts["opened"]))
    company = facts["company"]
    ticket = DemoTicket(
        number=facts["number"],
        company=company,
        requester=f"{company}/{facts['requester']}",
        subject=facts["subject"],
        description=facts["description"].strip(),
        topic=facts["topic"],
        kind=facts.get("kind", "incident"),
        priority=facts.get("priority", "normal"),
        source=facts.get("source", "portal"),
        team=facts.get("team", "desk"),
        assignee="",
        status="new",
        opened_at=opened,
        updated_at=opened,
        followers=tuple(f"{company}/{one}" for one in facts.get("followers", ())),
        files=_attached(facts.get("files", ())),
        late=facts.get("late", 0),
    )
    dated = partial(DAYS.sub, lambda match: story.date(int(match[1]), language))
    beats = [_beat([dated(cell) for cell in row], company, story) for row in facts["beats"]]
    return tell(ticket, beats, now=story.now)


def _moment(written_moment: str) -> tuple[int, str]:
    days, clock = written_moment.split()
    return int(days), clock


def _beat(row: list[str], company: str, story: Story) -> Beat:
    """`[moment, what, who, words, files …]`; clients are named `@word`."""
    moment, what, who, text, *names = row
    return Beat(
        at=story.at(*_moment(moment)),
        what=what,
        by=f"{company}/{who[1:]}" if who.startswith("@") else who,
        text=text.strip(),
        source="email" if "by e-mail" in names else "portal",
        files=_attached([name for name in names if name != "by e-mail"]),
    )


def _attached(names: list[str] | tuple[str, ...]) -> tuple[DemoFile, ...]:
    """`scanner-display.jpg=scanner`: the file name, and the drawing that makes it."""
    pairs = [name.split("=") for name in names]
    return tuple(
        DemoFile(name=name, content_type=TYPES[name.rsplit(".", 1)[1]], picture=picture)
        for name, picture in pairs
    )
