"""Microsoft Graph and the Gmail API on this machine: their wire format, and their refusals."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwk, jwt

from portico.kernel.provider_mail import TOKENS

DIRECTORY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
CLIENT = "6f1c2e0a-91b7-4c3e-8f4e-2f0d6a1b7c55"
SECRET = "Qm8Q~the-value-of-a-secret"
ROBOT = "portal@acme-mail.iam.gserviceaccount.com"
SCOPE = "https://www.googleapis.com/auth/gmail.send"
NO_SECRET = {
    "error": "invalid_client",
    "error_description": f"AADSTS7000215: Invalid client secret provided for app '{CLIENT}'. "
    "Trace ID: 255d1aef Correlation ID: fb3d2015",
    "error_codes": [7000215],
}


@cache
def private_pem() -> str:
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@cache
def public_key() -> jwk.RSAKey:
    return jwk.RSAKey.import_key(private_pem())


def service_key(**more: Any) -> str:
    """A key file as the Google Cloud console hands it out."""
    said = {
        "type": "service_account",
        "project_id": "acme-mail",
        "private_key_id": "0a1b2c",
        "private_key": private_pem(),
        "client_email": ROBOT,
        "client_id": "104000000000000000001",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return json.dumps(said | more, indent=2)


def persons_key(**more: Any) -> str:
    """A key file as gcloud writes it when a person has agreed."""
    said = {
        "type": "authorized_user",
        "client_id": "104.apps.googleusercontent.com",
        "client_secret": "GOCSPX-of-nobody",
        "refresh_token": "1//of-nobody",
    }
    return json.dumps(said | more)


@dataclass
class Taken:
    """One mail that was taken, and from which mailbox."""

    mailbox: str
    raw: bytes


@dataclass
class Reply:
    """What is said instead of yes; status 0 hangs up without a word."""

    status: int
    said: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    keeps: bool = False  # takes the mail all the same


@dataclass
class Provider:
    """`replies` and `token_replies` are used up first; `asked` counts what was fetched."""

    base: str
    mails: list[Taken] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    token_replies: list[Reply] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)  # token → mailbox, of Google's
    asked: int = 0
    tried: int = 0
    life: int = 3600

    def end_tokens(self) -> None:
        """Those that were handed out are not accepted any more."""
        self.tokens.clear()

    def token(self, path: str, form: dict[str, str]) -> Reply:
        self.asked += 1
        if self.token_replies:
            return self.token_replies.pop(0)
        wrong, mailbox = self._google(form) if path == "/token" else self._microsoft(path, form)
        if wrong:
            return wrong
        token = f"ya29.{len(self.tokens)}-{self.asked}"
        self.tokens[token] = mailbox
        return Reply(200, {"access_token": token, "expires_in": self.life, "token_type": "Bearer"})

    def _microsoft(self, path: str, form: dict[str, str]) -> tuple[Reply | None, str]:
        assert path == f"/{DIRECTORY}/oauth2/v2.0/token"
        assert form["grant_type"] == "client_credentials"
        assert form["scope"] == f"{self.base}/.default"
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return Reply(401, NO_SECRET), ""
        return None, ""

    def _google(self, form: dict[str, str]) -> tuple[Reply | None, str]:
        if form["grant_type"] == "refresh_token":
            right = form["client_secret"], form["refresh_token"]
            assert right == ("GOCSPX-of-nobody", "1//of-nobody")
            return None, "help@acme.example"
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        said = jwt.decode(form["assertion"], public_key(), algorithms=["RS256"]).claims
        assert (said["iss"], said["scope"], said["aud"]) == (ROBOT, SCOPE, f"{self.base}/token")
        assert said["exp"] - said["iat"] == 3600
        return None, said["sub"]

    def hand_in(self, path: str, headers: Any, body: bytes) -> Reply:
        self.tried += 1
        token = headers["Authorization"].removeprefix("Bearer ")
        if token not in self.tokens:
            return Reply(401, {"error": {"code": "InvalidAuthenticationToken"}})
        mail, yes = self._read(urlsplit(path).path, token, headers, body, urlsplit(path).query)
        reply = self.replies.pop(0) if self.replies else yes
        if reply is yes or reply.keeps:
            self.mails.append(mail)
        return reply

    def _read(
        self, path: str, token: str, headers: Any, body: bytes, query: str
    ) -> tuple[Taken, Reply]:
        if path.startswith("/upload/"):
            assert (path, query) == (
                "/upload/gmail/v1/users/me/messages/send",
                "uploadType=media",
            )
            assert headers["Content-Type"] == "message/rfc822"
            return Taken(self.tokens[token], body), Reply(200, {"id": "18c0ffee"})
        assert headers["Content-Type"] == "text/plain"
        mailbox = unquote(path.removeprefix("/v1.0/users/").removesuffix("/sendMail"))
        raw = base64.b64decode(body, validate=True)
        return Taken(mailbox, raw), Reply(202, headers={"request-id": "7b1d"})


@contextmanager
def mail_provider(settings: Any) -> Iterator[Provider]:
    """Both providers; `settings` then lead to them."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/token"):
                form = {name: one[0] for name, one in parse_qs(body.decode()).items()}
                self._say(found.token(self.path, form))
            else:
                self._say(found.hand_in(self.path, self.headers, body))

        def _say(self, reply: Reply) -> None:
            if not reply.status:
                return
            body = b"" if reply.said is None else json.dumps(reply.said).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Provider(f"http://127.0.0.1:{server.server_port}")
    settings.OUTBOUND_ALLOWED = (ip_network("127.0.0.0/8"),)
    settings.MICROSOFT_SIGN_IN_URL = settings.MICROSOFT_GRAPH_URL = found.base
    settings.GOOGLE_TOKEN_URL, settings.GMAIL_URL = f"{found.base}/token", found.base
    TOKENS.clear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
