"""Every statement names its tenant, besides what row-level security does by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from portico.core.access.permissions import NotVisible
from portico.core.jobs.job import JOBS
from portico.kernel.postgres.protect import protected_models
from portico.kernel.tenancy import scope, staff_scope

from .canaries import Planted
from .principals import AT_HOME, PRINCIPALS
from .routes import values_for
from .statements import faults
from .test_crawl import Walk, fields, methods_of, walked
from .test_jobs import arguments
from .world import World, an_msp

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S0.1.1", "S1.5.4", "G1")]

TABLES = {
    model._meta.db_table
    for model in protected_models()
    if any(one.column == "tenant_id" for one in model._meta.local_concrete_fields)
}
T = {"ticket", "reply"}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM ticket",
        "SELECT id FROM ticket WHERE id = %s",
        "SELECT id FROM ticket WHERE tenant_id = %s OR id = %s",
        "SELECT id FROM ticket WHERE NOT (tenant_id = %s)",
        "SELECT id FROM ticket t JOIN reply r ON r.ticket_id = t.id WHERE t.tenant_id = %s",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM reply U0 WHERE U0.ticket_id = 7)",
        "SELECT id FROM ticket, reply WHERE ticket.tenant_id = %s",
        "SELECT 1 FROM ticket WHERE tenant_id = %s UNION ALL SELECT 1 FROM reply",
        "WITH x AS (SELECT id FROM reply) SELECT id FROM x",
        'UPDATE "ticket" SET "tenant_id" = %s WHERE "ticket"."id" = %s',
        'DELETE FROM "ticket" WHERE "ticket"."id" IN (%s)',
        "DELETE FROM reply USING ticket WHERE reply.tenant_id = %s",
        "INSERT INTO ticket (id) VALUES (%s)",
        "INSERT INTO ticket (tenant_id, id) SELECT tenant_id, id FROM reply",
    ],
)
def test_a_forgotten_tenant_is_noticed(statement: str) -> None:
    assert faults(statement, T)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        'SELECT "ticket"."id" FROM "ticket" WHERE ("ticket"."tenant_id" = %s AND (a OR b))',
        (
            "SELECT id FROM ticket t LEFT OUTER JOIN reply r ON (r.ticket_id = t.id"
            " AND (r.tenant_id = t.tenant_id)) WHERE t.tenant_id = %s ORDER BY t.id"
        ),
        (
            "SELECT id FROM ticket t WHERE t.tenant_id = %s AND EXISTS"
            " (SELECT 1 FROM reply U0 WHERE U0.tenant_id = t.tenant_id) LIMIT 1 FOR UPDATE OF t"
        ),
        "SELECT id FROM ticket WHERE tenant_id = current_setting('portico.tenant')::uuid",
        "SELECT id FROM ticket WHERE a IS DISTINCT FROM b AND tenant_id = %s::uuid",
        "UPDATE ticket SET a = EXTRACT(year FROM b) WHERE ticket.tenant_id = %s RETURNING id",
        (
            "INSERT INTO ticket (tenant_id, id) VALUES (%s, %s) ON CONFLICT (tenant_id, id)"
            " DO UPDATE SET a = 1 RETURNING id"
        ),
        "INSERT INTO ticket (tenant_id, id) SELECT %(t)s, d.id FROM unnest(%(ids)s) AS d(id)",
    ],
)
def test_a_named_tenant_is_enough(statement: str) -> None:
    assert not faults(statement, T)


class Reader:
    """Reads every statement once, and keeps those that forget the tenant."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def __call__(self, run: Callable[..., Any], sql: str, *more: Any) -> Any:
        text = str(sql)
        if text not in self.found:
            self.found[text] = faults(text, TABLES)
        return run(sql, *more)

    @property
    def faults(self) -> list[str]:
        return [f"{', '.join(found)}: {text}" for text, found in self.found.items() if found]


@contextmanager
def reading() -> Iterator[Reader]:
    reader = Reader()
    with connection.execute_wrapper(reader):
        yield reader
    assert not reader.faults, "\n\n".join(reader.faults)


@pytest.mark.parametrize("who", [PRINCIPALS[0], *AT_HOME], ids=lambda one: one.name)
def test_no_page_forgets_the_tenant(who: Any, world: World, planted: Planted) -> None:
    with reading() as reader:
        walk = Walk(who, world, planted)
        for route in walked(who):
            url = route.url(values_for(route, planted, who.party))
            for method in methods_of(route):
                for data in ({}, fields(route, planted, who.party)):
                    with transaction.atomic():
                        walk.step(method, url, data)
                        transaction.set_rollback(True)
    assert len(reader.found) > 10


def test_no_action_forgets_the_tenant(world: World) -> None:
    """Everything that the world is made of went through actions."""
    with reading() as reader:
        an_msp("Gamma IT", more=0)
    assert len(reader.found) > 50


def test_no_job_forgets_the_tenant(world: World, planted: Planted) -> None:
    with reading() as reader:
        for job in JOBS.values():
            for msp, party in ((world.ours, "1"), (world.theirs, "b")):
                with suppress(NotVisible, ObjectDoesNotExist), scope(staff_scope(msp.id)):
                    job(**arguments(job, planted, party))
    assert len(reader.found) > 10
