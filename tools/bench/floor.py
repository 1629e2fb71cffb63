"""The floor: the same statements and the same bytes from a bare WSGI function."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

from .server import CLOCK
from .wsgi import Browser

COUNT, WARM = 200, 20


def bare(statements: list[str], body: bytes) -> float:
    """CPU milliseconds of function and database for one request."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        application = _application(connection, statements, body)
        browser = Browser("localhost")
        for _ in range(WARM):
            browser.get(application, "/")
        busy = time.process_time() + _cpu(connection)
        for _ in range(COUNT):
            browser.get(application, "/")
        return (time.process_time() + _cpu(connection) - busy) / COUNT * 1000


def _application(
    connection: psycopg.Connection[Any], statements: list[str], body: bytes
) -> Callable[..., Iterable[bytes]]:
    said = [one.encode() for one in statements]
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]

    def application(_environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        for one in said:
            cursor = connection.execute(one)
            if cursor.description:
                cursor.fetchall()
        start_response("200 OK", headers)
        return [body]

    return application


def _cpu(connection: psycopg.Connection[Any]) -> float:
    stat = Path(f"/proc/{connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / CLOCK
