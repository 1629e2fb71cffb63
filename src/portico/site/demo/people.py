"""Reads who works where: the companies, sites, staff and contacts written down in `data/`."""

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from .clock import Story
from .shapes import DemoCompany, DemoContact, DemoSite, DemoStaff, DemoTeam, DemoTenant

DATA = files("portico.site.demo") / "data"
TENANTS = {
    "northbeam": (
        "harborfinch", "northpier", "fenwick", "lakeview",
        "asterlegal", "orchard", "brightsons", "marlow",
    ),
    "sonnberg": ("moser", "brandstaetter", "leitnerhof", "ordination"),
}  # fmt: skip
WIDE = ("client_admin", "it_contact", "manager")
PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "é": "e", "ć": "c", "č": "c"}
    | {"ó": "o", "’": "", "-": "", "ş": "s", "ğ": "g"}
)


@cache
def written(path: str) -> dict[str, Any]:
    """A TOML file of `data/`; `Any` because its shape differs from file to file."""
    return tomllib.loads((DATA / path).read_text(encoding="utf-8"))


def tenant(key: str, story: Story) -> DemoTenant:
    """The MSP with its people and clients, still without tickets."""
    facts = written(f"{key}/tenant.toml")
    plain = ("name", "host", "domain", "colour", "language", "locale", "zone", "phone", "hours")
    more = ("mail_name", "mail_address", "welcome", "number_prefix")
    return DemoTenant(
        key=key,
        teams=tuple(DemoTeam(key=k, name=v) for k, v in facts["teams"].items()),
        staff=tuple(_staff(row, facts) for row in _rows(facts["people"]["staff"])),
        companies=tuple(_company(key, name, story) for name in TENANTS[key]),
        **{name: facts[name] for name in plain + more},
    )


def _rows(table: str) -> list[list[str]]:
    """The cells of a table written with bars."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def _staff(row: list[str], facts: dict[str, Any]) -> DemoStaff:
    name, title, role, teams, phone = row
    key = plain(name.split()[0])
    return DemoStaff(
        key=key,
        name=name,
        email=f"{key}@{facts['domain']}",
        title=title,
        role=role,
        teams=tuple(team.strip() for team in teams.split(",")),
        phone=phone,
        language=facts["language"],
    )


def _company(tenant_key: str, key: str, story: Story) -> DemoCompany:
    facts = written(f"{tenant_key}/{key}.toml")
    language = written(f"{tenant_key}/tenant.toml")["language"]
    people = [
        _contact(row, number, key=key, facts=facts, story=story, language=language)
        for number, row in enumerate(_rows(facts["tables"]["people"]))
    ]
    return DemoCompany(
        key=key,
        website=f"https://www.{facts['domain']}",
        client_since=story.before(facts["years"] * 365),
        sites=tuple(_site(row) for row in _rows(facts["tables"]["sites"])),
        contacts=tuple(people),
        **{n: facts[n] for n in ("name", "industry", "domain", "phone", "service")},
        account_manager=facts["account_manager"],
    )


def _site(row: list[str]) -> DemoSite:
    names = ("key", "name", "street", "postcode", "city", "country", "phone")
    return DemoSite(**dict(zip(names, row, strict=True)))


def _contact(
    row: list[str], number: int, *, key: str, facts: dict[str, Any], story: Story, language: str
) -> DemoContact:
    name, title, site, role, access, *extra = row
    role, _, scope = role.partition("@")
    word, email = _addresses(name, facts)
    person = DemoContact(
        key=f"{key}/{word}",
        person=email,
        name=name,
        email=email,
        title=title,
        company=key,
        site=site,
        role=role,
        scope=scope or ("company" if role in WIDE else "own"),
        phone=f"{facts['phones']}{number + 53:02d}",
        language=language,
        access="none",
    )
    return _with_access(_with_extra(person, extra), access, story)


def _addresses(name: str, facts: dict[str, Any]) -> tuple[str, str]:
    parts = [plain(part) for part in name.split()]
    first, last = parts[0], parts[-1]
    local = {
        "first": first,
        "last": last,
        "first.last": f"{first}.{last}",
        "flast": f"{first[0]}{last}",
    }[facts["mail"]]
    return first, f"{local}@{facts['domain']}"


def _with_extra(person: DemoContact, extra: list[str]) -> DemoContact:
    for word in extra:
        if word in {"en", "de"}:
            person = replace(person, language=word)
        elif word in {"Frau", "Herr"}:
            person = replace(person, salutation=word)
        elif word == "shared":
            person = replace(person, shared_mailbox=True)
        elif word.startswith("mail="):
            person = replace(person, email=word[5:], person=word[5:])
    return person


def _with_access(person: DemoContact, written_access: str, story: Story) -> DemoContact:
    state, _, days = written_access.partition(" ")
    if state == "none":
        return person
    moment = story.before(float(days))
    if state == "invited":
        return replace(person, access="invited", invited_at=moment)
    return replace(
        person,
        access="active" if state == "on" else "disabled",
        invited_at=story.before(float(days) + 300),
        last_seen_at=moment,
    )


def plain(word: str) -> str:
    """A word as it stands in an address: Zsófia becomes zsofia."""
    return word.lower().translate(PLAIN)
