"""What PostgreSQL ends by itself, for whom, and what people are told then."""

import time

import psycopg
import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from portico.core.jobs.worker import database
from portico.site import refusals
from portico.site.database import default_database
from portico.site.environment import load

SERVER = "postgresql://portico_app:x@/portico?host=/tmp"


def options(**environment: str) -> str:
    chosen = default_database(load({"DATABASE_URL": SERVER} | environment))
    return str(chosen["OPTIONS"].get("options", ""))


def test_pages_are_brief_the_worker_has_longer_and_commands_have_no_limit() -> None:
    idle = "idle_in_transaction_session_timeout"
    assert options(PORTICO_PROCESS="web") == f"-c statement_timeout=30s -c {idle}=120s"
    assert options(PORTICO_PROCESS="worker") == f"-c statement_timeout=300s -c {idle}=1200s"
    assert options() == ""


def test_an_operator_may_set_them_or_do_without() -> None:
    web = {"PORTICO_PROCESS": "web", "PORTICO_IDLE_SECONDS": "0"}
    assert options(**web, PORTICO_STATEMENT_SECONDS="5") == "-c statement_timeout=5s"
    assert options(**web, PORTICO_STATEMENT_SECONDS="0") == ""


def test_what_the_address_says_comes_last_and_so_it_counts() -> None:
    asked = SERVER + "&options=-c%20statement_timeout%3D7s"
    found = options(DATABASE_URL=asked, PORTICO_PROCESS="web")

    assert found.endswith("-c statement_timeout=7s")


def test_postgresql_takes_them(django_db_setup: None) -> None:
    chosen = options(PORTICO_PROCESS="web")
    with psycopg.connect(**{**database(), "options": chosen}) as there:
        shown = there.execute(
            "SELECT current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        ).fetchone()

    assert shown == ("30s", "2min")


@pytest.mark.parametrize(
    "hanging",
    [
        ("SET LOCAL statement_timeout = 50", "SELECT pg_sleep(5)"),
        ("SET LOCAL idle_in_transaction_session_timeout = 50", "", "SELECT 1"),
    ],
    ids=["a statement", "a transaction"],
)
def test_a_page_that_hangs_is_answered_kindly(
    transactional_db: None, hanging: tuple[str, ...]
) -> None:
    with pytest.raises(Exception, match="timeout") as problem, transaction.atomic():
        _hang(hanging)
    connection.close()
    request = RequestFactory().get("/portal/")
    answer = refusals.answer(request, problem.value)

    assert answer is not None
    assert answer.status_code == 503


def _hang(statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            if statement:
                cursor.execute(statement)
            else:
                time.sleep(0.3)


def test_a_commit_that_broke_off_is_not_called_lost() -> None:
    """It may have reached the disk; only before it, we know that nothing was saved."""
    before, during = (RequestFactory().post("/portal/") for _ in range(2))
    during.is_committing = True  # type: ignore[attr-defined] # as the middleware says it

    assert "Nothing was saved." in refusals.away(before).content.decode()
    assert "we cannot tell" in refusals.away(during).content.decode()
