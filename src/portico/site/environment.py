"""The only reader of the environment: every variable that Portico knows, declared once.

`docs/reference/settings.md` is generated from `VARIABLES`. An empty variable counts as not set.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path

from .variables import (
    BadEnvironment,
    Network,
    Variable,
    key_text,
    mail_sender,
    mail_server,
    networks,
    number,
    one_of,
    path,
    scanner,
    storage,
    switch,
    url,
    variable,
)

POSTGRES = ("postgresql", "postgres")
COMMAND, WEB, WORKER = "command", "web", "worker"


@dataclass(frozen=True)
class Environment:
    """What the operator has decided outside the database."""

    home: Path = variable(
        "PORTICO_HOME",
        path,
        default="./var",
        help="Folder for data, keys, uploads, and the embedded PostgreSQL.",
    )
    port: int = variable(
        "PORTICO_PORT",
        number(1, 65535),
        default="8000",
        help="Port of the web server.",
    )
    bind: str = variable("PORTICO_BIND", default="127.0.0.1", help="Address of the web server.")
    https: bool = variable(
        "PORTICO_HTTPS",
        switch,
        default="off",
        help="on when people come over https: Secure and __Host- cookies, HSTS, https links.",
    )
    trusted_proxies: tuple[Network, ...] = variable(
        "PORTICO_TRUSTED_PROXIES",
        networks,
        default="127.0.0.1/32, ::1/128",
        help="Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    web_processes: int = variable(
        "PORTICO_WEB_PROCESSES", number(1, 64), default="2", help="Web processes."
    )
    web_threads: int = variable(
        "PORTICO_WEB_THREADS",
        number(1, 64),
        default="4",
        help="Threads for pages, each process.",
    )
    database_url: str | None = variable(
        "DATABASE_URL",
        url(*POSTGRES, example="postgresql://portico_app:password@host:5432/portico"),
        secret=True,
        help="PostgreSQL server (15 or newer) as portico_app. Not set: the embedded PostgreSQL.",
    )
    database_owner_url: str | None = variable(
        "DATABASE_OWNER_URL",
        url(*POSTGRES, example="postgresql://portico_owner:password@host:5432/portico"),
        secret=True,
        help="The same database as portico_owner; only `portico migrate` and checks use it.",
    )
    statement_seconds: int = variable(
        "PORTICO_STATEMENT_SECONDS",
        number(0, 3600),
        default="30",
        help="PostgreSQL ends a page's statement after so many seconds; 0: never. "
        "The worker has ten times as long, commands have no limit.",
    )
    idle_seconds: int = variable(
        "PORTICO_IDLE_SECONDS",
        number(0, 3600),
        default="120",
        help="PostgreSQL ends a page's transaction in which nothing has happened for so many "
        "seconds; 0: never. The worker has ten times as long.",
    )
    pg_bin: Path | None = variable(
        "PORTICO_PG_BIN",
        path,
        help="Folder with initdb, pg_ctl and postgres to use instead of the embedded binaries.",
    )
    secret_key_text: str | None = variable(
        "PORTICO_SECRET_KEY",
        key_text,
        secret=True,
        help="Signs short-lived tokens. Not set: made once and kept in PORTICO_HOME/keys/.",
    )
    kek: str | None = variable(
        "PORTICO_KEK",
        key_text,
        secret=True,
        help="Master key (base64) that wraps each tenant's keys. Not set: see PORTICO_KEK_FILE.",
    )
    kek_path: Path | None = variable(
        "PORTICO_KEK_FILE",
        path,
        help="File with the master key. Not set: PORTICO_HOME/keys/master.key, made once.",
    )
    places: Path | None = variable(
        "PORTICO_PLACES",
        path,
        help="Table of internet addresses and their countries (CSV: first, last, country), to "
        "notice who signs in from two countries at once. Not set: nobody looks for that.",
    )
    files: str = variable(
        "PORTICO_FILES",
        storage,
        default="disk",
        help="Where uploads are kept: disk (below PORTICO_HOME), or s3://bucket/folder.",
    )
    upload_mb: int = variable(
        "PORTICO_UPLOAD_MB",
        number(1, 1024),
        default="25",
        help="How large one uploaded file may be, in MB; all files of a form: four times that.",
    )
    s3_endpoint: str | None = variable(
        "PORTICO_S3_ENDPOINT",
        url("http", "https", example="https://s3.example.com"),
        help="Address of the S3 service. Not set: Amazon's.",
    )
    s3_region: str | None = variable("PORTICO_S3_REGION", help="Region of the bucket.")
    s3_access_key: str | None = variable("PORTICO_S3_ACCESS_KEY", help="Access key id.")
    s3_secret_key: str | None = variable(
        "PORTICO_S3_SECRET_KEY", secret=True, help="Secret access key."
    )
    clamd: str | None = variable(
        "PORTICO_CLAMD",
        scanner,
        help="Virus scanner: unix:/run/clamav/clamd.ctl or tcp://host:3310. Not set: no scan.",
    )
    smtp_url: str | None = variable(
        "PORTICO_SMTP_URL",
        mail_server,
        secret=True,
        help="Mail server for tenants that have set none of their own.",
    )
    mail_from: str | None = variable(
        "PORTICO_MAIL_FROM",
        mail_sender,
        help="Sender for tenants without one: Name <portal@example.com>.",
    )
    outbound_allowed: tuple[Network, ...] | None = variable(
        "PORTICO_OUTBOUND_ALLOWED",
        networks,
        help="Internal networks that addresses typed by people may lead to, also over http: an "
        "identity provider in your own network, say 10.0.4.0/24. Not set: none.",
    )
    metrics_token: str | None = variable(
        "PORTICO_METRICS_TOKEN",
        secret=True,
        help="Bearer token for /metrics. Not set: /metrics is 404.",
    )
    log_level: str = variable(
        "PORTICO_LOG_LEVEL",
        one_of("debug", "info", "warning", "error"),
        default="info",
        help="How much is logged: debug, info, warning, error.",
    )
    log_format: str = variable(
        "PORTICO_LOG_FORMAT", one_of("text", "json"), default="text", help="text or json."
    )
    demo: bool = variable(
        "PORTICO_DEMO",
        switch,
        default="off",
        help="Mail is also shown at /dev/mail. `portico up --demo` sets it. Never in production.",
    )
    dev: bool = variable(
        "PORTICO_DEV",
        switch,
        default="off",
        help="For developers: templates and styles are read anew on each request.",
    )
    as_owner: bool = variable(
        "PORTICO_AS_OWNER",
        switch,
        default="off",
        internal=True,
        help="Set by `portico migrate` for its own process: log in as portico_owner.",
    )

    process: str = variable(
        "PORTICO_PROCESS",
        one_of(COMMAND, WEB, WORKER),
        default=COMMAND,
        internal=True,
        help="Set by `portico web` and `portico worker` for their own process.",
    )

    @property
    def embedded(self) -> bool:
        """True when Portico runs a PostgreSQL of its own."""
        return self.database_url is None

    @property
    def keys(self) -> Path:
        """Folder of the secrets that are made at first start."""
        return self.home / "keys"

    @property
    def kek_file(self) -> Path:
        """Where the master key is, or will be made, when PORTICO_KEK is not set."""
        return self.kek_path or self.keys / "master.key"

    @cached_property
    def secret_key(self) -> str:
        """Django's key: given, or made once and kept."""
        return self.secret_key_text or kept_secret(self.keys / "secret.key")


VARIABLES: tuple[Variable, ...] = tuple(f.metadata["variable"] for f in fields(Environment))


def kept_secret(file: Path) -> str:
    """The secret in `file`; made on first use, mode 0600, the same for processes that race."""
    if not file.exists():
        file.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        file.parent.mkdir(exist_ok=True, mode=0o700)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        draft.touch(0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def load(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read every variable; all problems are told at once."""
    values, problems = {}, []
    for declared in fields(Environment):
        try:
            values[declared.name] = declared.metadata["variable"].value(environ)
        except BadEnvironment as problem:
            problems.append(str(problem))
    if problems:
        raise BadEnvironment("\n".join(problems))
    return Environment(**values)


ENV = load()


def become_owner() -> None:
    """Log in as the owner from here on; before anything imports Django's settings."""
    global ENV  # noqa: PLW0603  settings read it once, after this
    ENV = replace(ENV, as_owner=True)


def become(process: str) -> None:
    """Be the web server or the worker from here on; before anything imports Django's settings."""
    global ENV  # noqa: PLW0603  settings read it once, after this
    ENV = replace(ENV, process=process)


def count_in(folder: Path) -> None:
    """Keep figures in files that other processes can read; before `prometheus_client` is there."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def use_settings() -> None:
    """Tell Django where its settings are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portico.site.settings")


def for_child(**changes: str) -> dict[str, str]:
    """The environment for a program that this one starts."""
    return {**os.environ, **changes}
