"""Whose data is this code working on? One scope per request, job or command.

A scope is what the database enforces: the role whose policies apply, the tenant and, in the
portal, the company and the contact. It travels in a context variable; the database backend sends
it with each transaction (`kernel/postgres/backend`). Outside a transaction nothing can be read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction


class NoTenant(RuntimeError):
    """Tenant data was touched outside a scope."""


class Role(StrEnum):
    """The database roles that requests and jobs take on (design: roles own nothing)."""

    STAFF = "portico_staff"
    PORTAL = "portico_portal"
    DOOR = "portico_door"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the policies of the database compare each row with."""

    role: Role
    tenant: UUID
    company: UUID | None = None
    contact: UUID | None = None
    read_only: bool = False  # the transaction refuses every change from here to its end

    def sql(self) -> str:
        return (
            f"SET LOCAL ROLE {self.role}; "
            f"SET LOCAL portico.tenant = {_quoted(self.tenant)}; "
            f"SET LOCAL portico.company = {_quoted(self.company)}; "
            f"SET LOCAL portico.contact = {_quoted(self.contact)}"
            + ("; SET LOCAL transaction_read_only = on" if self.read_only else "")
        )


NOBODY = (
    "SET LOCAL ROLE NONE; SET LOCAL portico.tenant = ''; "
    "SET LOCAL portico.company = ''; SET LOCAL portico.contact = ''"
)

_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def _quoted(value: UUID | None) -> str:
    """Only the text of a UUID ever reaches the statement."""
    return "''" if value is None else f"'{UUID(str(value))}'"


def staff_scope(tenant: UUID) -> Scope:
    return Scope(Role.STAFF, tenant)


def door_scope(tenant: UUID) -> Scope:
    return Scope(Role.DOOR, tenant)


def portal_scope(tenant: UUID, *, company: UUID, contact: UUID) -> Scope:
    return Scope(Role.PORTAL, tenant, company, contact)


def current_scope() -> Scope | None:
    return _scope.get()


def current_tenant() -> UUID:
    if (scope := _scope.get()) is None:
        raise NoTenant("open a scope() first")
    return scope.tenant


def apply_scope() -> None:
    """Tell the running transaction about the scope that holds now."""
    scope = _scope.get()
    cast(Any, connection).tell(scope.sql() if scope else NOBODY)


@contextmanager
def scope(wanted: Scope) -> Iterator[None]:
    """Everything inside is one transaction that sees what `wanted` allows."""
    token = _scope.set(wanted)
    nested = connection.in_atomic_block
    try:
        with transaction.atomic():
            if nested:
                apply_scope()
            yield
    finally:
        _scope.reset(token)
        if nested and not connection.needs_rollback:
            apply_scope()


@contextmanager
def context(wanted: Scope) -> Iterator[None]:
    """Only name the scope, for jobs: each action inside opens its own short transaction."""
    token = _scope.set(wanted)
    try:
        yield
    finally:
        _scope.reset(token)


def become(wanted: Scope) -> None:
    """Go on in the same transaction as somebody else: a session was found at the door."""
    _scope.set(wanted)
    apply_scope()
