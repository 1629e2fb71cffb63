"""What others add: kinds of requests that may need a check, and what a check may be about.

demandable(lambda actor: [("kind:change", _("Change"))])     # in hooks/verification.py
about("ticket", Ticket, queries.ticket, "staff:tickets:page")
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible

type Kinds = Callable[[Actor], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class About:
    """How a thing is found, and the page at the desk that shows it."""

    model: type[Model]
    find: Callable[[Actor, UUID], Model]
    url_name: str


_KINDS: list[Kinds] = []
_ABOUT: dict[str, About] = {}


def demandable(kinds: Kinds) -> Kinds:
    """`kinds` gives a stable key and a name for each kind of request."""
    _KINDS.append(kinds)
    return kinds


def kinds(actor: Actor) -> list[tuple[str, str]]:
    """All kinds of requests, each with its name."""
    return [one for found in _KINDS for one in found(actor)]


def about(
    kind: str, model: type[Model], find: Callable[[Actor, UUID], Model], url_name: str
) -> None:
    _ABOUT[kind] = About(model, find, url_name)


def stand_in(label: str, row_id: UUID | None, company_id: UUID) -> Model | None:
    """A row that only names itself, for the journal, where the row itself is not at hand."""
    models = {one.model._meta.label_lower: one.model for one in _ABOUT.values()}
    model = models.get(label)
    return model(pk=row_id, company_id=company_id) if model and row_id else None


def thing(actor: Actor, text: str) -> tuple[Model, str] | None:
    """What `kind:<id>` names, as far as the actor sees it, and its page; None where it is none."""
    kind, _bar, rest = text.partition(":")
    if kind not in _ABOUT:
        return None
    try:
        return _ABOUT[kind].find(actor, UUID(rest)), _ABOUT[kind].url_name
    except (ValueError, NotVisible):
        return None
