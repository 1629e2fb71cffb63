"""Queries that are written with the ORM, compiled once in each process, and prepared.

Composing a query and turning it into SQL takes Django ten times as long as PostgreSQL takes to
answer it. The few queries that every page asks are therefore kept:

    @kept
    def open_tickets(company: UUID, *, waiting: bool) -> QuerySet[Ticket]:
        return Ticket.objects.filter(company_id=company, waits_for_client=waiting)

    open_tickets(actor.company_id, waiting=True)  # list[Ticket]

UUIDs, moments and digests among the arguments are values: each call binds its own, and the tenant
of its scope. All other arguments give the statement its shape; there is one statement for each
combination, so they must be of few values: enums, booleans, names of views; never what people type
(unless it comes as `Typed`).
Of an actor only the `outline()` is looked at: ids are values, grants are shape. The language, the
zone and the time of the first call must not flow in.
"""

import logging
import re
import uuid
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.models import Aggregate, QuerySet
from django.db.models import Value as Constant
from django.db.models.sql.compiler import SQLCompiler
from psycopg import sql

from portico.kernel.tenancy import NoTenant, context, current_scope, current_tenant

assert is_psycopg3  # noqa: S101  prepared statements are psycopg 3's

log = logging.getLogger("portico.kept")
MOST_SHAPES = 100
MISSING: Any = object()
TENANT = uuid.uuid5(uuid.NAMESPACE_URL, "portico:kept:tenant")
MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
MARK = re.compile(r"%%|%s")


class Typed(str):
    """Text that is a value: what people typed, tokens, names."""

    __slots__ = ()


type Value = UUID | datetime | bytes | Typed
type Values = tuple[Value, ...]


class KeptWrongly(RuntimeError):
    """The query holds a UUID or a moment that did not come in as an argument, or asks another."""


class Kept[**P, T]:
    """A function that makes a query; calling it answers the query."""

    def __init__(self, build: Callable[P, QuerySet[Any, T]]) -> None:
        self._build = build
        self._statements: dict[Hashable, _Statement | None] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        """The rows, from the database as its scope shows it now."""
        if current_scope() is None:
            raise NoTenant("open a scope() first")
        values: list[Value] = []
        shape = (_shape(args, values), _shape(tuple(sorted(kwargs.items())), values))
        if (statement := self._statements.get(shape, MISSING)) is MISSING:
            if len(self._statements) >= MOST_SHAPES:  # some argument is not of few values
                log.warning("too many shapes", extra={"query": self._build.__qualname__})
                self._statements.clear()
            statement = self._statements[shape] = self._compiled(args, kwargs)
        return statement.answered((current_tenant(), *values)) if statement else []

    def first(self, *args: P.args, **kwargs: P.kwargs) -> T | None:
        """The first row, if there is one; the query itself says `[:1]`."""
        return next(iter(self(*args, **kwargs)), None)

    def query(self, *args: P.args, **kwargs: P.kwargs) -> QuerySet[Any, T]:
        """The query as the ORM has it, to go on with."""
        return self._build(*args, **kwargs)

    def _compiled(self, args: Any, kwargs: dict[str, Any]) -> "_Statement | None":
        """None for a query that can have no rows."""
        stand_ins: list[Value] = [TENANT]
        # In the order of `_shape`, as the values of later calls come.
        positional = _replaced(args, stand_ins)
        named = dict(_replaced(tuple(sorted(kwargs.items())), stand_ins))
        with _composing():
            rows = self._build(*positional, **named)
            try:
                return _Statement(rows, stand_ins)
            except EmptyResultSet:
                return None


def kept[**P, T](build: Callable[P, QuerySet[Any, T]]) -> Kept[P, T]:
    """See the module."""
    return Kept(build)


def tally(rows: QuerySet[Any, Any], **counts: Aggregate) -> QuerySet[Any, Any]:
    """`aggregate()` as a query that can be kept: one row, whose fields are named as the counts."""
    one: Any = rows.order_by().annotate(everything=Constant(1)).values("everything")
    found: QuerySet[Any, Any] = one.annotate(**counts).values_list(*counts, named=True)
    return found


class _Statement:
    """What PostgreSQL is asked, and how its answer becomes objects."""

    def __init__(self, rows: QuerySet[Any, Any], stand_ins: list[Value]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(connection=connection)
        text, params = self._compiler.as_sql()
        self._sql, self._order = _with_constants(text, params, stand_ins)
        columns = [one[0] for one in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)

    def answered(self, values: Values) -> list[Any]:
        """Run it with these values in the place of the stand-ins."""
        run = _Run.__new__(_Run)
        run.__dict__ |= self._compiler.__dict__
        run.connection = connection
        run.kept = self._sql, [values[place] for place in self._order]
        run.converters = self._converters
        rows: Any = QuerySet.__new__(type(self._rows))  # private parts of Django's
        rows.__dict__ |= self._rows.__dict__
        rows._query = _Ready(self._rows.query, run)
        return [*rows._iterable_class(rows)]


class _Ready:
    """A query that is compiled already: all that reading its rows asks of it."""

    def __init__(self, query: Any, run: "_Run") -> None:
        self._query, self._run = query, run

    def get_compiler(self, *_args: object, **_kwargs: object) -> "_Run":
        return self._run

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class _Run(SQLCompiler):
    """One execution. PostgreSQL plans a prepared statement a few times, then no more."""

    kept: tuple[str, list[Value]]
    converters: Any  # as Django has them: column → functions, and the column

    def execute_sql(self, *_args: Any, **_kwargs: Any) -> Any:
        with cast(Any, self.connection).prepared_cursor() as cursor:
            cursor.execute(*self.kept)
            return [cursor.fetchall()]

    def get_converters(self, expressions: Any) -> Any:  # noqa: ARG002  they never differ
        return self.converters


def _shape(part: Any, values: list[Value]) -> Hashable:
    """The part without its values, which go to the list."""
    if isinstance(part, UUID | datetime | bytes | Typed):
        values.append(part)
        return type(part).__name__
    if isinstance(part, tuple):
        return tuple([_shape(one, values) for one in part])
    if isinstance(part, Mapping):
        return frozenset(part.items())
    if is_dataclass(part):
        seen = _outline(part)
        return type(seen), *[_shape(getattr(seen, one.name), values) for one in fields(seen)]
    return cast(Hashable, part)


def _replaced(part: Any, stand_ins: list[Value]) -> Any:
    """The part with a stand-in for each value, in the same order, to be found in the statement."""
    if isinstance(part, UUID | datetime | bytes | Typed):
        stand_ins.append(_stand_in(type(part), len(stand_ins)))
        return stand_ins[-1]
    if isinstance(part, tuple):
        return tuple([_replaced(one, stand_ins) for one in part])
    if is_dataclass(part) and not isinstance(part, type):
        seen = _outline(part)
        parts = {f.name: _replaced(getattr(seen, f.name), stand_ins) for f in fields(seen)}
        return replace(seen, **parts)
    return part


def _stand_in(kind: type[Value], number: int) -> Value:
    mark = uuid.uuid5(TENANT, str(number))
    if issubclass(kind, UUID):
        return mark
    if issubclass(kind, Typed):
        return Typed(mark)
    return mark.bytes * 2 if kind is bytes else MOMENT + timedelta(seconds=number)


def _outline(part: Any) -> Any:
    return part.outline() if hasattr(part, "outline") else part


def _with_constants(text: str, params: Any, stand_ins: list[Value]) -> tuple[str, list[int]]:
    """The statement with its constants written out, and which value each parameter is."""
    order: list[int] = []
    left = iter(params)

    def one(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(left)
        param = getattr(param, "obj", param)  # as psycopg wraps bytes
        if param in stand_ins:
            order.append(stand_ins.index(param))
            return "%s"
        if isinstance(param, UUID | date | bytes) or _hides_one(param, stand_ins):
            raise KeptWrongly(f"{param!r} is not among the arguments as it is")
        return sql.Literal(param).as_string(connection.connection).replace("%", "%%")

    return MARK.sub(one, text), order


def _hides_one(param: object, stand_ins: list[Value]) -> bool:
    """An id that became text, or words within a pattern: they would be the same in every call."""
    text = str(param)
    ids = [one for one in stand_ins if isinstance(one, UUID)]
    return any(str(one) in text for one in stand_ins) or any(one.hex in text for one in ids)


@contextmanager
def _composing() -> Iterator[None]:
    """The tenant is a stand-in, too; a query that asked the database now would find nothing."""

    def refuse(*_args: object) -> None:
        raise KeptWrongly("asks the database while the query is composed")

    here = current_scope()
    if here is None:
        raise NoTenant("open a scope() first")
    with context(replace(here, tenant=TENANT)), connection.execute_wrapper(refuse):
        yield
