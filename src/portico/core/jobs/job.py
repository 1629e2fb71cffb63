"""Background work: an ordinary function that runs later, for the same tenant.

    @job(queue="mail")
    def send_mail(*, mail: str) -> None: ...

    send_mail.later(mail=str(mail.id))

Queuing is part of the transaction: what is rolled back was never asked for. Arguments are ids;
a job may run twice and must not mind.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

SIGN_IN = "signin"  # its own lane: nobody waits for a bulk mailing to get a code
SIGN_ON = "signon"  # asks foreign identity providers, which may be slow: holds up nobody else
MAIL = "mail"
BULK = "bulk"  # mails to very many people, a few of them waiting at a time
DEFAULT = "default"
LOST = timedelta(minutes=2)  # after which nobody works any more on what somebody waits for


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a failed job is tried again, and how long it waits in between (seconds)."""

    tries: int = 8
    first: int = 4
    longest: int = 600

    def wait(self, attempts: int) -> int:
        return min(self.longest, self.first << min(attempts, 20))


@dataclass(frozen=True)
class Job[**P]:
    """A declared job. Calling it runs it at once, in the scope of the caller."""

    name: str
    run: Callable[P, None]
    queue: str = DEFAULT
    patience: Patience = field(default_factory=Patience)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.run(*args, **kwargs)

    def later(self, *_: P.args, **kwargs: P.kwargs) -> None:
        """Queue it for the tenant of the scope; it becomes real when the transaction commits."""
        defer(self.name, self.queue, kwargs)

    def at(self, moment: datetime, *_: P.args, **kwargs: P.kwargs) -> None:
        defer(self.name, self.queue, kwargs, at=moment)

    def after(self, wait: timedelta, *_: P.args, **kwargs: P.kwargs) -> None:
        defer(self.name, self.queue, kwargs, at=timezone.now() + wait)


JOBS: dict[str, Job[Any]] = {}
SCHEDULES: dict[str, tuple[str, Job[Any]]] = {}


def job[**P](
    queue: str = DEFAULT, *, patience: Patience | None = None
) -> Callable[[Callable[P, None]], Job[P]]:
    """Declare a job; its name is `context.function`, for example `tickets.send_reply`."""

    def decorate(fn: Callable[P, None]) -> Job[P]:
        name = f"{fn.__module__.split('.')[2]}.{fn.__name__}"
        if name in JOBS:
            raise ValueError(f"the job {name} is declared twice")
        JOBS[name] = Job(name, fn, queue, patience or Patience())
        return JOBS[name]

    return decorate


def schedule(cron: str) -> Callable[[Job[[]]], Job[[]]]:
    """Run a job without arguments for every tenant at these times (cron, UTC)."""

    def remember(declared: Job[[]]) -> Job[[]]:
        SCHEDULES[declared.name] = (cron, declared)
        return declared

    return remember


def is_awaited(asked_at: datetime | None) -> bool:
    """Has somebody just asked for this, so that asking again would only be a second job?"""
    return asked_at is not None and timezone.now() - asked_at < LOST


def defer(name: str, queue: str, arguments: dict[str, Any], *, at: datetime | None = None) -> None:
    """Put a job into the queue; `ctx.defer_job` adds the tenant of the scope by itself."""
    with connection.cursor() as cursor:
        values: list[Any] = [queue, name, Jsonb(arguments), at]  # Any: the stubs know no Jsonb
        cursor.execute("SELECT ctx.defer_job(%s, %s, %s, %s)", values)
