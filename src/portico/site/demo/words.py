"""Fills the words in braces: names of devices, rooms and people of the company that asks."""

import re
from random import Random
from typing import Any

from .people import written
from .shapes import DemoCompany, DemoContact, DemoStaff, DemoTenant

PICKED = ("printer", "room", "app", "folder", "place", "project", "isp")
HOURS = ("09:30", "10:00", "11:00", "13:30", "14:00", "14:30", "15:00")
SLOT = re.compile(r"(?P<lead>^|[.?!] |\n|“)?\{(?P<name>\w+)\}", re.MULTILINE)

Slots = dict[str, str]


def voices(language: str) -> dict[str, list[str]]:
    """How people begin and end, in one language."""
    return written(f"voices_{language}.toml")


def slots(rng: Random, tenant: DemoTenant, company: DemoCompany, requester: DemoContact) -> Slots:
    """What the braces of one ticket mean."""
    facts = written(f"{tenant.key}/{company.key}.toml")
    german = requester.language == "de"
    filled = {name: rng.choice(facts["words"][name]) for name in PICKED}
    filled |= _people(rng, company, requester, german=german)
    filled |= _devices(rng, facts, company, requester)
    site = next(site for site in company.sites if site.key == requester.site)
    return filled | {
        "company": company.name,
        "company_word": company.name.split()[0],
        "msp": tenant.name,
        "site": site.city,
        "hour": rng.choice(HOURS),
        "n": str(rng.randint(2, 9)),
    }


def _people(rng: Random, company: DemoCompany, requester: DemoContact, *, german: bool) -> Slots:
    others = [one for one in company.contacts if _can_be_named(one, requester)]
    near = [one for one in others if one.site == requester.site] or others
    colleague = rng.choice(near)
    admin = _admin(company, requester)
    return {
        "first": _first(requester),
        "me": requester.name,
        "anrede": f"{requester.salutation} {requester.name.split()[-1]}".strip(),
        "colleague": colleague.name if german else _first(colleague),
        "colleague_full": colleague.name,
        "admin": admin.name if german else _first(admin),
    }


def _can_be_named(one: DemoContact, requester: DemoContact) -> bool:
    return one.key != requester.key and not one.shared_mailbox and one.access != "disabled"


def _admin(company: DemoCompany, requester: DemoContact) -> DemoContact:
    """Who says yes at this company, other than the one who asks."""
    order = ("client_admin", "manager")
    wanted = [c for role in order for c in company.contacts if c.role == role and c != requester]
    return wanted[0]


def _devices(
    rng: Random, facts: dict[str, Any], company: DemoCompany, requester: DemoContact
) -> Slots:
    place = company.contacts.index(requester)
    return {
        "laptop": f"{facts['prefix']}-LT-{place + 11:03d}",
        "server": f"{facts['prefix']}-SRV-{rng.choice((1, 1, 2)):02d}",
    }


def staff_slots(rng: Random, tech: DemoStaff, staff: tuple[DemoStaff, ...]) -> Slots:
    """The technician and the one who is sent along."""
    mates = [one for one in staff if "field" in one.teams and one.role == "technician"]
    others = [one for one in mates if one.key != tech.key] or mates
    mate = rng.choice(others)
    german = tech.language == "de"
    return {
        "tech": tech.name if german else _first(tech),
        "mate": mate.name if german else _first(mate),
    }


def _first(person: DemoContact | DemoStaff) -> str:
    return person.name.split()[0]


def fill(text: str, filled: Slots) -> str:
    """The text with its braces filled; the first word of a sentence gets its capital."""

    def word(match: re.Match[str]) -> str:
        lead, value = match["lead"], filled[match["name"]]
        return f"{lead or ''}{value if lead is None else value[0].upper() + value[1:]}"

    return SLOT.sub(word, text)
