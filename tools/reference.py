"""`docs/reference/`: pages written by the registries themselves."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from django.utils.translation import override

from portico.core.access.permissions import REGISTRY
from portico.core.journal.events import KINDS, Kind
from portico.site.environment import VARIABLES

from .markdown import code, document, table
from .repository import PACKAGE
from .urls import Address, addresses

FOLDER = "docs/reference"
STOREYS = ("core", "engines", "features")
AUDIENCE = {
    "staff": "staff",
    "contacts": "contacts",
    "both": "staff and contacts",
    "door": "no role; used before there is a session",
    "self": "no role; everybody who is signed in, over what is their own",
    "everybody": "no role; part of other things that one may do",
}


def pages() -> dict[str, str]:
    """Every generated reference page, by its name below the checkout; Django must be set up."""
    with override("en"):
        texts = {
            "permissions": permissions(),
            "events": events(),
            "settings": settings(),
            "hooks": hooks(contributions(PACKAGE)),
            "urls": urls(),
        }
    return {f"{FOLDER}/{name}.md": text for name, text in texts.items()}


def permissions() -> str:
    """Every permission, who may hold it, and whether a contact's reach narrows it."""
    rows = [
        (code(name), str(it.label), AUDIENCE[it.audience], "yes" if it.scoped else "")
        for name, it in sorted(REGISTRY.items())
    ]
    return document(
        "Permissions",
        "A role holds any of these for its audience. What no role grants is denied. “Narrowed” "
        "means that a contact holds it for the own things, the own site, or the whole company.",
        table(("Permission", "Allows to", "For", "Narrowed"), rows),
    )


def events() -> str:
    """Every event that an action can record, with its fields."""
    rows = [
        (code(kind.name), _purpose(cls, kind), ", ".join(map(code, _fields(cls))), _readers(kind))
        for cls, kind in sorted(KINDS.items(), key=lambda item: item[1].name)
    ]
    return document(
        "Events",
        "Each event is a row of the audit trail and what subscribers hear of. Those that say "
        "“timeline” are also shown to the client, with the fields named there.",
        table(("Name", "When", "Carries", "Also"), rows),
    )


def _readers(kind: Kind) -> str:
    """Where else an event shows: the client's timeline, the auditors' two filters."""
    timeline = "timeline: " + ", ".join(map(code, kind.timeline)) if kind.timeline else "timeline"
    marks = {
        timeline: kind.timeline is not None,
        "security": kind.security,
        "financial": kind.financial,
    }
    return "; ".join(mark for mark, is_so in marks.items() if is_so)


def _fields(cls: type) -> list[str]:
    return [field.name for field in fields(cls)]


def _purpose(cls: type, kind: Kind) -> str:
    """First line of the docstring, but not the signature that dataclasses write; else the log's."""
    text = (cls.__doc__ or "").strip()
    return str(kind.words) if text.startswith(f"{cls.__name__}(") else text.partition("\n")[0]


def settings() -> str:
    """Every environment variable that Portico reads."""
    rows = [
        (code(it.name), it.help, code(it.default), "secret" if it.secret else "")
        for it in VARIABLES
        if not it.internal
    ]
    return document(
        "Settings",
        "All environment variables. Everything else is set in the product, for each tenant. "
        "An empty variable counts as not set.",
        table(("Variable", "Meaning", "Default", ""), rows),
    )


def hooks(found: Mapping[str, list[tuple[str, str]]]) -> str:
    """What features contribute to engines: one section for each kind of hook."""
    parts = [
        f"## {name}\n\n" + table(("Context", "Contributes"), [(code(c), text) for c, text in rows])
        for name, rows in sorted(found.items())
    ]
    return document(
        "Hooks",
        "A context shows up elsewhere through a module in its `hooks/` folder, which the engine "
        "of the same name picks up.",
        *(parts or ["Nothing yet."]),
    )


def contributions(package: Path) -> dict[str, list[tuple[str, str]]]:
    """Hook → (context, first line of the module), read from the folders."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for module in _hook_modules(package):
        context = ".".join(module.relative_to(package).parts[:2])
        text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
        found[module.stem].append((context, text.partition("\n")[0]))
    return found


def _hook_modules(package: Path) -> Iterator[Path]:
    for storey in STOREYS:
        for path in sorted(package.glob(f"{storey}/*/hooks/*.py")):
            if path.stem != "__init__":
                yield path


def _methods(it: Address) -> str:
    """Whoever may GET may ask for the head, too."""
    return ", ".join(method for method in it.methods if method != "HEAD")


def urls() -> str:
    """Every address, who may open it, and its name for `{% url %}`."""
    rows = [
        (code(it.path), _methods(it), it.door, code(it.permission), code(it.name))
        for it in addresses()
    ]
    return document(
        "Addresses",
        "Every page and every API operation names the permission that it needs, or says "
        "`public`. “signed in” means any session of that door.",
        table(("Address", "Methods", "Door", "Permission", "Name"), rows),
    )
