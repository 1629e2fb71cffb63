"""Microsoft Graph on this machine: its sign-in, people in pages, groups, and its refusals."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 2


@dataclass
class Microsoft:
    """`people` by object id; `groups` by object id: the ids of who is in it."""

    base: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    status: int = 200  # of everything but the sign-in
    leads_to: str = ""  # where the next page is said to be

    def add(self, key: str, name: str, **more: Any) -> None:
        self.people[key] = {
            "id": key,
            "userPrincipalName": f"{name.lower()}@client.example",
            "mail": f"{name}@Client.example",
            "displayName": f"{name} Example",
            "accountEnabled": True,
            "userType": "Member",
            "businessPhones": ["+49 30 1234567"],
            "jobTitle": "Baker",
            **more,
        }

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        if self.status != 200:
            return self.status, {"error": {"code": "no"}}
        parts = path.removeprefix("/v1.0/").split("/")
        if parts[0] == "users":
            return 200, self._page(path, list(self.people.values()), query)
        if parts[1] not in self.groups:
            return 404, {"error": {"code": "Request_ResourceNotFound"}}
        if len(parts) == 2:
            return 200, {"id": parts[1], "displayName": f"Group {parts[1]}"}
        return 200, self._page(path, [{"id": one} for one in self.groups[parts[1]]], query)

    def _page(self, path: str, rows: list[Any], query: dict[str, list[str]]) -> dict[str, Any]:
        start = int(query.get("$skiptoken", ["0"])[0])
        said: dict[str, Any] = {"value": rows[start : start + PAGE]}
        if start + PAGE < len(rows):
            said["@odata.nextLink"] = (
                f"{self.leads_to or self.base}{path}?$skiptoken={start + PAGE}"
            )
        return said


@contextmanager
def running_microsoft() -> Iterator[Microsoft]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get("Authorization") != "Bearer right":
                self._say(401, {})
                return
            asked = urlsplit(self.path)
            self._say(*found.answer(asked.path, parse_qs(asked.query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: value[0] for key, value in parse_qs(body).items()}
            right = self.path == "/acme.example/oauth2/v2.0/token" and form == {
                "grant_type": "client_credentials",
                "client_id": "our-app",
                "client_secret": "s3cret",
                "scope": f"{found.base}/.default",
            }
            self._say(200 if right else 401, {"access_token": "right"} if right else {})

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Microsoft(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
