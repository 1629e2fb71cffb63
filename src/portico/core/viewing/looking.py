"""A request of somebody who only looks: written down first, then nothing can be changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.http import HttpRequest

from portico.core.access.actors import Actor, Contact
from portico.core.journal.acting import record, recorded_afterwards
from portico.kernel.tenancy import current_scope, scope

from .events import ChangeRefused, PageViewed
from .models import ViewingGrant

HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_PATH = 300


def is_only_looking(actor: Actor | None) -> bool:
    return isinstance(actor, Contact) and actor.viewer is not None


@contextmanager
def looking(request: HttpRequest, actor: Actor | None) -> Iterator[None]:
    """Around the page of whoever views as somebody else; for all others it does nothing.

    The line of the journal comes first. Then the transaction only reads, and so does each later
    one that streams the answer; what the page itself records is written when it is done.
    """
    inside = current_scope()
    if not isinstance(actor, Contact) or actor.viewer is None or inside is None:
        yield
        return
    harmless = request.method in HARMLESS
    page = request.path[:LONGEST_PATH]
    fact = PageViewed(page=page) if harmless else ChangeRefused(page=page)
    record(actor, fact, on=ViewingGrant(pk=actor.viewer.viewing, company_id=actor.company_id))
    with recorded_afterwards(), scope(replace(inside, read_only=True)):
        yield
