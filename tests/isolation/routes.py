"""Every address of the product, with what its placeholders stand for.

A new page is walked as soon as it is in the URLconf. When a placeholder names something that
nobody here knows, the walk fails and says where to add it.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from tools.urls import methods, operations, patterns

from portico.kernel.ids import new_id
from portico.kernel.postgres.protect import protected_models

from .canaries import Planted

PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
ASKED = re.compile(r"\b(?:GET|POST|query)\b(?:\.get(?:list)?\(|\[)\"([\w-]+)\"")

# Placeholders and fields whose name does not say which rows they mean.
NAMED = {
    "campaign": "joining.Campaign",
    "mailing": "invitations.Campaign",
    "attempt": "federation.SsoAttempt",
    "domain": "federation.VerifiedDomain",
    "file": "files.StoredFile",
    "attachments": "files.StoredFile",
    "token": "identity.ApiToken",
    "staff": "people.StaffUser",
    "assignee": "people.StaffUser",
    "requester": "people.Contact",
    "follower": "people.Contact",
    "successor": "people.Contact",
    "login_request": "identity.LoginRequest",
    "request": "identity.LoginRequest",
    "job": "jobs.FailedJob",
    "entry": "journal.Entry",
    "pending": "tickets.PendingReply",
    "reply": "tickets.TicketReply",
    "then": "tickets.Status",
    "into": "tickets.Ticket",
    "viewing": "viewing.ViewingGrant",
    "view": "directory.SavedView",
    "help_entry": "directory.HelpEntry",
    "check": "verification.Check",
    "tickets": "tickets.Ticket",
}
WORDS = {"name": "some-mail", "resource": "Users"}  # placeholders that are no rows
COLUMNS = {
    "number": ("tickets.Ticket", "number"),
    "file_hash": ("tenants.BrandFile", "hash"),
    "mark": ("profile.Avatar", "hash"),
}


class Unknown(LookupError):
    """A placeholder that the walk cannot fill."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address: where it is, what it answers to, and what code answers."""

    path: str
    methods: tuple[str, ...]
    view: Any

    @property
    def places(self) -> list[str]:
        return [one or other for one, other in PLACE.findall(self.path)]

    def url(self, values: dict[str, str]) -> str:
        filled = PLACE.sub(lambda found: values[found[1] or found[2]], self.path)
        return filled.replace("\\.", ".")

    @cache  # noqa: B019  the routes are those of the process
    def fields(self) -> frozenset[str]:
        """Names that the page reads from a query or a form, as its modules show."""
        if self.path.startswith("/api/"):
            return frozenset(self._inputs())
        module = sys.modules[inspect.unwrap(self.view).__module__]
        found = set(ASKED.findall(inspect.getsource(module)))
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, forms.BaseForm):
                found |= set(getattr(one, "base_fields", ()))
        return frozenset(found)

    def _inputs(self) -> Iterator[str]:
        """The arguments of an API operation, and what its body may hold."""
        for name, one in inspect.signature(inspect.unwrap(self.view)).parameters.items():
            yield from getattr(one.annotation, "model_fields", {name: one})


@cache
def routes() -> list[Route]:
    """All pages and API operations."""
    found = []
    for path, _name, view in patterns():
        of_api = operations(view)
        found += [Route(path, tuple(one.methods), one.view_func) for one in of_api]
        if not of_api:
            found.append(Route(path, methods(view), view))
    return sorted(found, key=lambda one: (one.path, one.methods))


def values_for(route: Route, planted: Planted, party: str) -> dict[str, str]:
    """What to put into the placeholders, so that they name rows of this party."""
    return {name: _value(name, route, planted, party) for name in route.places}


def nowhere(route: Route) -> dict[str, str]:
    """Well-formed placeholders behind which there is nothing."""
    unknown = {"number": "987654321", "file_hash": new_id().hex * 2, "mark": new_id().hex}
    return {name: unknown.get(name, WORDS.get(name, str(new_id()))) for name in route.places}


def guess(name: str, planted: Planted, party: str, path: str) -> str:
    """A value for a field: the id of the party's row that its name means, else of a ticket."""
    label = _label(name.removesuffix("_id"), path) or "tickets.Ticket"
    row = planted.one(party, label)
    return str(row["id"]) if row else str(new_id())


def _value(name: str, route: Route, planted: Planted, party: str) -> str:
    if name in WORDS:
        return WORDS[name]
    label, column = COLUMNS.get(name, (_label(name.removesuffix("_id"), route.path), "id"))
    if label is None:
        raise Unknown(f"{route.path}: say in routes.NAMED which rows <{name}> means")
    row = planted.one(party, label)
    if row is None:
        raise Unknown(f"{route.path}: the world has no {label} for party {party}")
    return str(row[column])


@cache
def _label(stem: str, path: str) -> str | None:
    if stem == "session":
        return f"identity.{'Staff' if path.startswith('/staff/') else 'Portal'}Session"
    if stem == "passkey":
        return f"identity.{'Staff' if path.startswith('/staff/') else 'Person'}Passkey"
    if stem in NAMED:
        return NAMED[stem]
    named = [one._meta.label for one in protected_models() if one._meta.model_name == stem]
    return named[0] if len(named) == 1 else None


def unsafe(route: Route) -> Iterator[str]:
    """The methods with which a page may change something."""
    yield from (one for one in route.methods or ("POST",) if one not in {"GET", "HEAD"})


__all__ = ["Route", "Unknown", "guess", "nowhere", "routes", "unsafe", "values_for"]
