"""Calls a WSGI application as a server would, in this process."""

import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

type Application = Callable[..., Any]  # as WSGI has it
CSRF = "c" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as a browser reads it."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's cookies at one host."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, application: Application, url: str, **headers: str) -> Answer:
        return _call(application, self._environ("GET", url, b"", headers))

    def post(
        self, application: Application, url: str, form: dict[str, str], **headers: str
    ) -> Answer:
        body = urlencode({**form, "csrfmiddlewaretoken": CSRF}).encode()
        return _call(application, self._environ("POST", url, body, headers))

    def _environ(
        self, method: str, url: str, body: bytes, headers: dict[str, str]
    ) -> dict[str, Any]:
        address = urlsplit(url)
        cookies = {**self.cookies, "csrf": CSRF}
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": address.path,
            "QUERY_STRING": address.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": self.host,
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": f"{self.host}:8000",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/142.0",
            "HTTP_ACCEPT": "text/html,application/xhtml+xml",
            "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.8",
            "HTTP_ACCEPT_ENCODING": "gzip, br",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **headers,
        }


def _call(application: Application, environ: dict[str, Any]) -> Answer:
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_fault: object) -> None:
        begun.append((status, headers))

    answer = application(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()
    status, headers = begun[-1]
    return Answer(int(status[:3]), dict(headers), body)
