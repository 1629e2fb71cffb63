"""The words of the desk, held in memory: what an import asks for every one of its rows."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from portico.core.people.directory import named
from portico.core.people.models import StaffUser, Team

from ..models import Category, Priority, Queue, Status
from ..rules.imported import meaning_of, priority_of


class Colleague(NamedTuple):
    """As much of an employee as a ticket holds."""

    id: UUID
    card: UUID
    name: str
    title: str


@dataclass(slots=True)
class DeskWords:
    """Statuses, queues, teams and colleagues by name; counts the names that nobody here has."""

    statuses: dict[str, Status]
    keys: dict[str, Status]
    defaults: dict[Category, Status]
    queues: dict[str, Queue]
    default_queue: Queue
    teams: dict[str, UUID]
    colleagues: dict[str, Colleague]
    unknown: Counter[str] = field(default_factory=Counter)

    def status(self, words: str, *, is_closed: bool) -> Status:
        """The tenant's own status of this name, else the one that stands for its meaning."""
        if (own := self.statuses.get(named(words))) and not (is_closed and _is_active(own)):
            return own
        meaning = meaning_of(words)
        if meaning is None and words and not is_closed:
            self.unknown[_("Status “%s” has no meaning here; the ticket is open.") % words] += 1
        category, key = meaning or (Category.OPEN, "")
        if is_closed and category != Category.CLOSED:
            category, key = Category.CLOSED, ""
        preset = self.keys.get(key)
        fits = preset is not None and preset.category == category
        return preset if preset and fits else self.defaults[category]

    def priority(self, words: str) -> Priority:
        """By words or number; unknown ones are normal."""
        found = priority_of(words)
        if found is None and words:
            self.unknown[_("Priority “%s” has no meaning here; the ticket is normal.") % words] += 1
        return found or Priority.NORMAL

    def queue(self, name: str) -> Queue:
        """The queue of this name, else the default one."""
        found = self.queues.get(named(name))
        if found is None and name:
            words = _("There is no queue “%(name)s”; the tickets went to “%(queue)s”.")
            self.unknown[words % {"name": name, "queue": self.default_queue.name}] += 1
        return found or self.default_queue

    def team(self, name: str) -> UUID | None:
        found = self.teams.get(named(name))
        if found is None and name:
            self.unknown[_("There is no team “%s”; the tickets have none.") % name] += 1
        return found

    def colleague(self, name: str) -> Colleague | None:
        """By name or address, the first of several; systems write nobody as “-”."""
        first = re.split("[,;]", name)[0]
        found = self.colleagues.get(named(name)) or self.colleagues.get(named(first))
        if found is None and name.strip(" -"):
            self.unknown[_("There is no colleague “%s”; the tickets have nobody.") % name] += 1
        return found

    def known_colleague(self, email: str, name: str) -> Colleague | None:
        """Whoever has the address, else the name; without complaint, since clients write, too."""
        if email:
            return self.colleagues.get(named(email))
        return self.colleagues.get(named(name)) if name else None


def _is_active(status: Status) -> bool:
    return status.category != Category.CLOSED


def read_desk_words() -> DeskWords:
    """Everything that the desk of this tenant has a word for."""
    statuses, queues = list(Status.objects.all()), list(Queue.objects.all())
    return DeskWords(
        statuses={named(row.label_staff): row for row in statuses},
        keys={row.key: row for row in statuses if row.key},
        defaults={Category(row.category): row for row in statuses if row.is_default},
        queues={named(row.name): row for row in queues},
        default_queue=next(row for row in queues if row.is_default),
        teams={named(row.name): row.id for row in Team.objects.all()},
        colleagues=_colleagues(),
    )


def _colleagues() -> dict[str, Colleague]:
    found: dict[str, Colleague] = {}
    for row in StaffUser.objects.order_by("id"):
        one = Colleague(row.id, row.card_id, row.name, row.title)
        found[named(row.email)] = one
        found.setdefault(named(row.name), one)
        last_first = ", ".join(reversed(row.name.rsplit(" ", 1)))
        found.setdefault(named(last_first), one)
    return found
