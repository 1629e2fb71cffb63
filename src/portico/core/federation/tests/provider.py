"""A provider on this machine that hands out tokens for codes, and can be told to lie."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from .factories import CLIENT, Oidc

LOOPBACK = (ip_network("127.0.0.0/8"),)


class Provider:
    """Remembers what each code stands for; `asked` counts the exchanges of the last one."""

    networks: ClassVar = LOOPBACK

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.codes: dict[str, dict[str, Any]] = {}
        self.asked = 0
        self.people: dict[str, dict[str, Any]] = {}  # what userinfo says, by access token

    @property
    def facts(self) -> dict[str, Any]:
        """What a connection knows of it."""
        return {
            "issuer": self.issuer,
            "discovery_url": f"{self.issuer}/.well-known/openid-configuration",
            "authorize_url": f"{self.issuer}/authorize",
            "token_url": f"{self.issuer}/token",
            "keys_url": f"{self.issuer}/keys",
            "userinfo_url": f"{self.issuer}/me",
        }

    def code(self, asked: str, **claims: Any) -> str:
        """Somebody has signed in there; the code that the browser carries back."""
        code, self.asked = secrets.token_urlsafe(), 0
        question = {key: value[0] for key, value in parse_qs(urlsplit(asked).query).items()}
        self.codes[code] = {"question": question, "claims": claims}
        return code

    def exchanged(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token for a code, once, for the verifier that belongs to its challenge."""
        self.asked += 1
        known = self.codes.pop(form.get("code", ""), None)
        if known is None or len(form.get("code_verifier", "")) < 43:
            return 400, {"error": "invalid_grant"}
        nonce = known["claims"].pop("nonce", known["question"]["nonce"])
        said = {"iss": self.issuer, "aud": CLIENT} | known["claims"]
        return 200, {"id_token": Oidc().token(nonce, **said), "access_token": "a"}

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/me",
        }


@contextmanager
def running_provider() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/keys":
                self._say(200, {"keys": [Oidc().public]})
            elif self.path == "/me":
                said = found.people.get(self.headers["Authorization"].removeprefix("Bearer "))
                self._say(200 if said else 401, said or {})
            else:
                self._say(200, found.document())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*found.exchanged({k: v[0] for k, v in parse_qs(body).items()}))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Provider(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
