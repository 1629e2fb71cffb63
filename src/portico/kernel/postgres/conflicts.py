"""What the database refuses, in words: a broken constraint becomes its explanation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def refusing(problems: Mapping[str, Exception]) -> Iterator[None]:
    """A savepoint; if a constraint named in `problems` breaks, its exception is raised instead.

    Asking first and writing then leaves a gap between the two; the constraint has none.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if (problem := problems.get(_constraint(broken))) is None:
            raise
        raise problem from broken


def _constraint(broken: IntegrityError) -> str:
    diagnosis = getattr(broken.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", ""))
