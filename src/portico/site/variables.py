"""What an environment variable is: its declaration, and the readers that check its text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from portico.kernel.smtp import server_of_url

Network = IPv4Network | IPv6Network


class BadEnvironment(ValueError):
    """A variable has a value that Portico cannot use; the text names it and says what to write."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: how it is called, read, explained."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    secret: bool = False
    internal: bool = False

    def value(self, environ: Mapping[str, str]) -> Any:
        """What the environment says, or the default; raises `BadEnvironment`."""
        text = environ.get(self.name, "").strip() or self.default
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as problem:
            shown = "" if self.secret else f"={text!r}"
            raise BadEnvironment(f"{self.name}{shown}: write {problem}") from None


def variable(
    name: str,
    read: Callable[[str], Any] = str,
    *,
    default: str = "",
    help: str,  # noqa: A002  the word that argparse and everybody else uses
    secret: bool = False,
    internal: bool = False,
) -> Any:  # a dataclass field passes for any type, as dataclasses.field does
    """Declare one variable as a field of `Environment`."""
    declared = Variable(name, read, default, help, secret, internal)
    return field(metadata={"variable": declared}, repr=not secret)


def switch(text: str) -> bool:
    """on or off, in the spellings people try."""
    words = {"on": True, "1": True, "true": True, "yes": True}
    words |= {"off": False, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise ValueError("on or off.")
    return words[text.lower()]


def number(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two bounds."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}.")
        return int(text)

    return read


def path(text: str) -> Path:
    """A file or folder; `~` and relative paths are resolved here, once."""
    return Path(text).expanduser().resolve()


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"one of: {', '.join(words)}.")
        return text.lower()

    return read


def url(*schemes: str, example: str) -> Callable[[str], str]:
    """An address with one of these schemes."""

    def read(text: str) -> str:
        scheme, _, rest = text.partition("://")
        if scheme not in schemes or not rest.strip("/"):
            raise ValueError(f"an address such as {example}")
        return text

    return read


def mail_server(text: str) -> str:
    """An SMTP server with its user and password."""
    server_of_url(text)
    return text


def mail_sender(text: str) -> str:
    """A name and an address, or the address alone."""
    if not re.fullmatch(r"[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", text):
        raise ValueError("a sender such as Example Support <support@example.com>")
    return text


def networks(text: str) -> tuple[Network, ...]:
    """Addresses or networks, separated by commas."""
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(","))
    except ValueError as problem:
        raise ValueError("addresses or networks such as 10.0.0.0/8, 127.0.0.1") from problem


def storage(text: str) -> str:
    """Where uploads live: `disk`, or a bucket."""
    if text != "disk" and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[\w./-]*)?", text):
        raise ValueError("disk, or s3://bucket, or s3://bucket/folder.")
    return text


def scanner(text: str) -> str:
    """Where clamd listens."""
    if not re.fullmatch(r"unix:/.+|tcp://[^/:]+:\d+", text):
        raise ValueError("unix:/run/clamav/clamd.ctl or tcp://host:3310")
    return text


def key_text(text: str) -> str:
    """A secret long enough to be one."""
    if len(text) < 32:
        raise ValueError("at least 32 random characters, or leave it out and one is made for you.")
    return text
